// PercentileCurves: latencies by percentile, the tail drawn out: each nine is as wide as the last.
import { useSignal } from '@preact/signals';

import { Heads, TableBox } from '../parts/table_box';
import { latency } from '../text/format';
import { LETTERS, RUN_COLOURS } from './compare_charts';
import type { ComparedWindow } from './run_info';

const WIDTH = 1000;
const HEIGHT = 220;
const TICKS = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];
const IN_TABLE = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999];

/** Where a percentile is on the axis: 0 for 0 %, 1 for 90 %, 2 for 99 %. */
export function tailPlace(quantile: number): number {
  return -Math.log10(1 - quantile);
}

function label(quantile: number): string {
  return `${Number((quantile * 100).toFixed(4))} %`;
}

/** So that three to five lines with round values cover `top`. */
export function niceStep(top: number): number {
  const rough = top / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough)!;
}

function Curves(props: { windows: ComparedWindow[] }) {
  const { windows } = props;
  const right = Math.max(
    1,
    ...windows.map(({ quantiles }) => tailPlace(quantiles[quantiles.length - 1] ?? 0)),
  );
  const highest = Math.max(1e-6, ...windows.flatMap(({ ms }) => ms));
  const step = niceStep(highest);
  const top = Math.ceil(highest / step) * step;
  const x = (quantile: number) => (tailPlace(quantile) / right) * WIDTH;
  const y = (ms: number) => HEIGHT * (1 - ms / top);
  const ticks = TICKS.filter((quantile) => tailPlace(quantile) <= right + 1e-9);
  const levels = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  return (
    <div class="curves" role="img" aria-label="Latencies by percentile; the table has the values">
      <div class="curves-y" aria-hidden="true">
        {levels.map((ms) => (
          <span key={ms} style={{ bottom: `${(ms / top) * 100}%` }}>
            {latency(ms)}
          </span>
        ))}
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {levels.map((ms) => (
          <path class="grid" d={`M0,${y(ms)}H${WIDTH}`} key={ms} />
        ))}
        {ticks.map((quantile) => (
          <path class="grid" d={`M${x(quantile)},0V${HEIGHT}`} key={quantile} />
        ))}
        {windows.map(
          ({ quantiles, ms }, i) =>
            quantiles.length > 0 && (
              <path
                key={i}
                d={`M${quantiles.map((q, at) => `${x(q).toFixed(1)},${y(ms[at]!).toFixed(1)}`).join('L')}`}
                style={{ stroke: `var(${RUN_COLOURS[i]})` }}
              />
            ),
        )}
      </svg>
      <div class="curves-x" aria-hidden="true">
        {ticks.map((quantile) => (
          <span key={quantile} style={{ left: `${(x(quantile) / WIDTH) * 100}%` }}>
            {label(quantile)}
          </span>
        ))}
      </div>
    </div>
  );
}

function Values(props: { windows: ComparedWindow[] }) {
  return (
    <TableBox label="Latencies by percentile">
      <Heads titles={['Percentile', ...props.windows.map((_, i): [string] => [LETTERS[i]!])]} />
      <tbody>
        {IN_TABLE.map((quantile) => (
          <tr key={quantile}>
            <th scope="row">{label(quantile)}</th>
            {props.windows.map(({ run, quantiles, ms }) => (
              <td class="number" key={run}>
                {latency(ms[quantiles.findIndex((one) => Math.abs(one - quantile) < 1e-9)])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

export function PercentileCurves(props: { windows: ComparedWindow[] }) {
  const { windows } = props;
  const asTable = useSignal(false);
  return (
    <section class="card" aria-label="Latency by percentile">
      <div class="card-head">
        <h2>Latency by percentile</h2>
        <button
          class="chip"
          aria-pressed={asTable.value}
          aria-label="Latency by percentile: data as a table"
          onClick={() => (asTable.value = !asTable.value)}
        >
          data
        </button>
      </div>
      {asTable.value ? <Values windows={windows} /> : <Curves windows={windows} />}
      <div class="legend">
        {windows.map(({ run }, i) => (
          <span class="legend-item" key={run}>
            <i style={{ color: `var(${RUN_COLOURS[i]})` }} aria-hidden="true" />
            {LETTERS[i]} <span class="muted">run {run}</span>
          </span>
        ))}
      </div>
    </section>
  );
}

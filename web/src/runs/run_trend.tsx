// RunTrend: one metric over the runs of the newest run's test; bars open their run.
import { useSignal } from '@preact/signals';

import { hrefOf } from '../app';
import { dayAndTime, latency, percent, rate } from '../text/format';
import { failShare, title, verdictClass, verdictWord, type RunInfo, testName } from './run_info';

const METRICS = {
  p95: { text: 'p95', of: (run: RunInfo) => run.p95_ms ?? 0, write: latency },
  rps: { text: 'req/s', of: (run: RunInfo) => run.rps, write: rate },
  fails: { text: 'failures', of: failShare, write: percent },
} as const;
type Metric = keyof typeof METRICS;

const SHOWN = 40;

export function RunTrend(props: { runs: RunInfo[] }) {
  const metric = useSignal<Metric>('p95');
  const newest = props.runs.reduce((a, b) => (a.started_ms > b.started_ms ? a : b));
  const runs = props.runs
    .filter((run) => testName(run) === testName(newest))
    .sort((a, b) => a.started_ms - b.started_ms)
    .slice(-SHOWN);
  const { of, write } = METRICS[metric.value];
  const top = Math.max(...runs.map(of), 1e-9);
  return (
    <section class="card">
      <div class="card-head">
        <h2>
          Trend <span class="muted count">{testName(newest)}</span>
        </h2>
        <div class="segments" role="group" aria-label="Metric">
          {(Object.keys(METRICS) as Metric[]).map((key) => (
            <button
              key={key}
              aria-pressed={metric.value === key}
              onClick={() => (metric.value = key)}
            >
              {METRICS[key].text}
            </button>
          ))}
        </div>
      </div>
      <ul class="trend-bars">
        {runs.map((run) => {
          const label = `${title(run)}, ${dayAndTime(run.started_ms)}: ${write(of(run))}${verdictWord(run) ? `, ${verdictWord(run)}` : ''}`;
          return (
            <li key={run.id}>
              <a href={hrefOf('run', { id: String(run.id) })} aria-label={label} title={label}>
                <span class="trend-value">{write(of(run))}</span>
                <i
                  class={verdictClass(verdictWord(run))}
                  style={{ height: `${Math.max(2, (of(run) / top) * 84)}px` }}
                />
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

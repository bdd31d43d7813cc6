// Legend: the lines of a chart with their values at the crosshair, else the newest.
import type { ReadonlySignal } from '@preact/signals';

import { timeOfDay, utc } from '../text/format';
import type { Source } from './plot';
import type { Line } from './plot_options';

export function Legend(props: {
  source: Source;
  lines: Line[];
  value: (v: number | null) => string;
  cursor: ReadonlySignal<number | null>;
}) {
  const { source, lines, value, cursor } = props;
  void source.version.value;
  const { series } = source;
  const at = cursor.value ?? series.length - 1;
  const time_ms = (series.time_s[at] ?? NaN) * 1000;
  return (
    <div class="legend">
      {lines.map((line) => (
        <span class="legend-item" key={line.key}>
          <i
            class={line.dash ? 'dashed' : undefined}
            style={{ color: `var(${line.colour})` }}
            aria-hidden="true"
          />
          {line.label}
          <b>{value(series.column(line.key)[at] ?? null)}</b>
        </span>
      ))}
      {Number.isFinite(time_ms) && (
        <time class="legend-time" title={utc(time_ms)}>
          {timeOfDay(time_ms)}
        </time>
      )}
    </div>
  );
}

// Legend: the lines of a chart with their values at the crosshair, else the newest.
import type { ReadonlySignal } from '@preact/signals';

import { utc } from '../text/format';
import type { PlotProps } from './plot';
import { timeText } from './plot_options';

export function Legend(props: PlotProps & { cursor: ReadonlySignal<number | null> }) {
  const { source, lines, value, cursor, elapsed = false } = props;
  void source.version.value;
  const { series } = source;
  const at = cursor.value ?? series.length - 1;
  const time_s = series.time_s[at];
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
      {time_s !== undefined && (
        <time class="legend-time" title={elapsed ? undefined : utc(time_s * 1000)}>
          {timeText(time_s, elapsed)}
        </time>
      )}
    </div>
  );
}

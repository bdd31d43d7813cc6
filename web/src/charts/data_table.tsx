// DataTable: a chart's newest values in words, for those who do not see it.
import type { PlotProps } from './plot';
import { timeText } from './plot_options';
import { visible } from './zoom';

const SHOWN = 40;

export function DataTable({
  source,
  lines,
  value,
  zoom,
  title,
  height,
  elapsed = false,
}: PlotProps) {
  void source.version.value;
  const { series } = source;
  const { to_s } = visible(zoom.range.value, series.first_s, series.last_s, null);
  const end = series.indexOf(to_s + 0.001);
  const indexes = Array.from({ length: Math.min(SHOWN, end) }, (_, i) => end - 1 - i);
  return (
    <div
      class="table-scroll plain-table"
      style={{ height: `${height ?? 190}px` }}
      tabIndex={0}
      role="region"
      aria-label={`${title}, values`}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map((line) => (
              <th scope="col" class="number" key={line.key}>
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indexes.map((i) => (
            <tr key={series.time_s[i]}>
              <td>{timeText(series.time_s[i]!, elapsed)}</td>
              {lines.map((line) => (
                <td class="number" key={line.key}>
                  {value(series.column(line.key)[i] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

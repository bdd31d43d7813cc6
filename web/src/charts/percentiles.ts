// The lines of the latency charts.
import type { Series } from '../store/series';
import type { Line } from './plot_options';

export const PERCENTILES: Line[] = [
  { key: 'p50_ms', label: 'p50', colour: '--chart-1' },
  { key: 'p75_ms', label: 'p75', colour: '--chart-6' },
  { key: 'p90_ms', label: 'p90', colour: '--chart-2' },
  { key: 'p95_ms', label: 'p95', colour: '--chart-3' },
  { key: 'p99_ms', label: 'p99', colour: '--chart-4' },
  { key: 'p999_ms', label: 'p99.9', colour: '--chart-5' },
  { key: 'max_ms', label: 'max', colour: '--chart-7' },
];
export const FIRST_SHOWN = 'p50,p95,p99';

/** Those of the labels that the series has. */
export function percentileLines(series: Series, labels = FIRST_SHOWN): Line[] {
  const chosen = labels.split(',');
  return PERCENTILES.filter(({ key, label }) => chosen.includes(label) && series.has(key));
}

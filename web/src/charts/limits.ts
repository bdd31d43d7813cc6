// Limits: where thresholds lie in a chart, and when the load generator itself was the limit.
import type { ThresholdEntry } from '../api/messages';
import type { Series } from '../store/series';
import { toneOf } from '../verdicts/threshold';

export interface Limit {
  value: number;
  label: string;
  broken: boolean;
}

/** Of all requests together, in this unit: those are what the charts of the run show. */
export function limitsOf(thresholds: ThresholdEntry[], unit: ThresholdEntry['unit']): Limit[] {
  return thresholds
    .filter((one) => one.unit === unit && one.scope === '')
    .map((one) => ({
      value: one.limit,
      label: one.expression,
      broken: toneOf(one) === 'bad' || toneOf(one) === 'warn',
    }));
}

export interface Band {
  from_s: number;
  to_s: number;
  /** Not only suspect. */
  invalid: boolean;
}

/** Column `generator`: 0 valid, 1 suspect, 2 invalid; null: not known. */
export function generatorBands(series: Series): Band[] {
  const bands: Band[] = [];
  if (!series.has('generator')) return bands;
  const levels = series.column('generator');
  const spans = series.has('span_s') ? series.column('span_s') : null;
  for (let i = 0; i < levels.length; ++i) {
    const level = levels[i];
    if (!level) continue;
    const from_s = series.time_s[i]!;
    const to_s = from_s + (spans?.[i] ?? 1);
    const last = bands.at(-1);
    if (last && last.to_s >= from_s && last.invalid === level > 1) last.to_s = to_s;
    else bands.push({ from_s, to_s, invalid: level > 1 });
  }
  return bands;
}

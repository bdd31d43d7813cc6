// How the metrics of a comparison are named and written. Pure.
import { NOTHING, latency, percent, rate } from '../text/format';

const TITLES: Record<string, string> = {
  rps: 'Requests per second',
  failure_share: 'Share of failures',
  average: 'Average',
};

export function metricTitle(metric: string): string {
  return TITLES[metric] ?? metric;
}

function sign(value: number): string {
  if (value === 0) return '';
  return value > 0 ? '+' : '−';
}

/** A value in its unit; without one it is a share. */
export function metricText(value: number | null, unit: string): string {
  if (value === null) return NOTHING;
  if (unit === 'ms') return latency(value);
  if (unit === '1/s') return `${rate(value)}/s`;
  return unit === '' ? percent(value) : `${Number(value.toPrecision(3))} ${unit}`;
}

export function differenceText(value: number | null, unit: string): string {
  return value === null ? NOTHING : sign(value) + metricText(Math.abs(value), unit);
}

export function relativeText(share: number | null): string {
  return share === null ? NOTHING : `${sign(share)}${Math.abs(share * 100).toFixed(1)} %`;
}

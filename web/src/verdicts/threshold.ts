// Thresholds: what their states mean for the run. Pure.
import type { ThresholdEntry } from '../api/messages';
import { count, latency, percent, rate } from '../text/format';

export interface Verdict {
  text: string;
  tone: 'good' | 'bad' | 'warn' | '';
}

/** Of the run, or of the run so far; null when it has no limits. */
export function verdictOf(thresholds: ThresholdEntry[], isOver = false): Verdict | null {
  if (thresholds.length === 0) return null;
  const missed = thresholds.filter((one) => one.missed).length;
  if (missed > 0) return { text: `FAIL ${missed} of ${thresholds.length}`, tone: 'bad' };
  if (thresholds.some(({ state }) => state === 'fails'))
    return { text: 'failing now', tone: 'warn' };
  if (thresholds.every(({ state }) => state === 'waiting'))
    return { text: 'no verdict yet', tone: '' };
  return { text: isOver ? 'PASS' : 'PASS so far', tone: 'good' };
}

export function toneOf(entry: ThresholdEntry): Verdict['tone'] {
  if (entry.missed || entry.state === 'failed') return 'bad';
  if (entry.state === 'fails') return 'warn';
  return entry.state === 'holds' ? 'good' : '';
}

export function limitText(entry: ThresholdEntry): string {
  switch (entry.unit) {
    case 'ms':
      return latency(entry.limit);
    case 'share':
      return percent(entry.limit);
    case 'per_second':
      return `${rate(entry.limit)}/s`;
    default:
      return count(entry.limit);
  }
}

/** The value as a part of the limit; null when it cannot be said. */
export function usedShare(entry: ThresholdEntry): number | null {
  if (entry.value === null || !(entry.limit > 0)) return null;
  return entry.value / entry.limit;
}

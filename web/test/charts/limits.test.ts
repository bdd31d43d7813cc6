import { describe, expect, it } from 'vitest';

import type { ThresholdEntry } from '../../src/api/messages';
import { generatorBands, limitsOf } from '../../src/charts/limits';
import { Series } from '../../src/store/series';

const entry = (part: Partial<ThresholdEntry>): ThresholdEntry => ({
  expression: 'p95<200ms',
  scope: '',
  state: 'holds',
  missed: false,
  value: 1,
  value_text: '1 ms',
  limit: 200,
  unit: 'ms',
  abort: false,
  ...part,
});

describe('limits in charts', () => {
  it('are those of all requests in the unit of the chart', () => {
    const all = [
      entry({}),
      entry({ scope: 'GET /item' }),
      entry({ unit: 'per_second', state: 'fails' }),
    ];
    expect(limitsOf(all, 'ms')).toEqual([{ value: 200, label: 'p95<200ms', broken: false }]);
    expect(limitsOf(all, 'per_second')[0]!.broken).toBe(true);
  });

  it('shade the seconds in which the load generator was the limit', () => {
    const series = new Series();
    expect(generatorBands(series)).toEqual([]);
    series.merge({
      time_ms: [0, 10_000, 20_000, 21_000, 22_000, 30_000, 31_000],
      span_s: [10, 10, 1, 1, 1, 1, 1],
      generator: [0, 1, 1, 2, null, 2, 2],
    });
    expect(generatorBands(series)).toEqual([
      { from_s: 10, to_s: 21, invalid: false },
      { from_s: 21, to_s: 22, invalid: true },
      { from_s: 30, to_s: 32, invalid: true },
    ]);
  });
});

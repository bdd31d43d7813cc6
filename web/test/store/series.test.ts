import { describe, expect, it } from 'vitest';

import { Series } from '../../src/store/series';

function points(from: number, ...rps: (number | null)[]) {
  return { time_ms: rps.map((_, i) => (from + i) * 1000), rps };
}

describe('Series', () => {
  it('appends the newest seconds', () => {
    const series = new Series();
    series.merge(points(100, 1, 2));
    series.merge(points(102, 3));
    expect(series.time_s).toEqual([100, 101, 102]);
    expect(series.column('rps')).toEqual([1, 2, 3]);
    expect(series.last('rps')).toBe(3);
  });

  it('takes a second that comes twice once', () => {
    const series = new Series();
    series.merge(points(100, 1, 2, 3));
    series.merge(points(101, 2, 3, 4));
    expect(series.time_s).toEqual([100, 101, 102, 103]);
    expect(series.column('rps')).toEqual([1, 2, 3, 4]);
  });

  it('keeps the arrays that charts hold', () => {
    const series = new Series();
    series.merge(points(100, 1));
    const { time_s } = series;
    const column = series.column('rps');
    series.merge(points(100, 5, 6));
    expect(series.time_s).toBe(time_s);
    expect(series.column('rps')).toBe(column);
    expect(column).toEqual([5, 6]);
  });

  it('fills a column that begins or ends in the middle of a run', () => {
    const series = new Series();
    series.merge(points(100, 1, 2));
    series.merge({ time_ms: [102_000], p95_ms: [9] });
    expect(series.column('p95_ms')).toEqual([null, null, 9]);
    expect(series.column('rps')).toEqual([1, 2, null]);
    expect(series.column('never_sent')).toEqual([null, null, null]);
  });

  it('is not confused by a column named like a part of every object', () => {
    const series = new Series();
    series.merge({ time_ms: [1000], ...JSON.parse('{"__proto__":[1],"constructor":[2]}') });
    expect(series.column('constructor')).toEqual([2]);
    expect(series.last('toString')).toBeNull();
  });

  it('finds the index of a time', () => {
    const series = new Series();
    series.merge(points(100, 1, 2, 3));
    expect([99, 100, 100.5, 102, 103].map((time) => series.indexOf(time))).toEqual([0, 0, 1, 2, 3]);
  });
});

// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';

import { binned } from '../../src/charts/heat_paint';
import { linearRange, logRange, timeLabels } from '../../src/charts/plot_options';
import { moved, scaled, visible } from '../../src/charts/zoom';
import { HeatGrid, upperBounds } from '../../src/store/heat_grid';
import { sparkPath } from '../../src/parts/sparkline';

describe('what a chart shows', () => {
  it('is the whole run, at least a minute', () => {
    expect(visible(null, 100, 110, null)).toEqual({ from_s: 100, to_s: 160 });
    expect(visible(null, 100, 900, null)).toEqual({ from_s: 100, to_s: 900 });
    expect(visible(null, undefined, undefined, null)).toEqual({ from_s: 0, to_s: 60 });
  });

  it('is the last span when that is followed', () => {
    expect(visible(null, 100, 900, 300)).toEqual({ from_s: 600, to_s: 900 });
  });

  it('stays where it was zoomed to, whatever comes', () => {
    const zoom = { from_s: 200, to_s: 300 };
    expect(visible(zoom, 100, 900, 300)).toBe(zoom);
  });

  it('zooms around the middle, not beyond some seconds, and moves', () => {
    expect(scaled({ from_s: 0, to_s: 100 }, 0.5)).toEqual({ from_s: 25, to_s: 75 });
    expect(scaled({ from_s: 0, to_s: 5 }, 0.1)).toEqual({ from_s: 0, to_s: 5 });
    expect(moved({ from_s: 0, to_s: 5 }, 2)).toEqual({ from_s: 2, to_s: 7 });
  });
});

describe('scales', () => {
  it('begin at zero and leave a little room', () => {
    expect(linearRange(null, 0, 100)).toEqual([0, 125]);
    expect(linearRange(null, 0, 960)).toEqual([0, 1000]);
    expect(linearRange(null, null, null)).toEqual([0, 1]);
  });

  it('are whole powers of ten when logarithmic', () => {
    expect(logRange(null, 3, 800)).toEqual([1, 1000]);
    expect(logRange(null, null, null)).toEqual([1, 1000]);
  });

  it('have seconds only where they are needed', () => {
    const noon = new Date(2026, 0, 31, 12, 0, 0).getTime() / 1000;
    expect(timeLabels([noon, noon + 10], 10)).toEqual(['12:00:00', '12:00:10']);
    expect(timeLabels([noon], 600)).toEqual(['12:00']);
    expect(timeLabels([noon, noon + 14_400], 14_400)).toEqual(['31.1. 12:00', '16:00']);
  });
});

describe('heat', () => {
  const grid = (cells: number, time_ms: number[], span_s: number[], levels: number[]) => {
    const made = new HeatGrid();
    made.merge({
      first_ms: 1,
      cells,
      time_ms,
      span_s,
      levels: btoa(String.fromCharCode(...levels)),
    });
    return made;
  };

  it('keeps the highest level of each pixel', () => {
    const times = [0, 1000, 2000, 3000];
    const made = grid(2, times, [1, 1, 1, 1], [1, 0, 5, 0, 0, 2, 0, 7]);
    expect([...binned(made, 0, 4, 2)]).toEqual([5, 0, 0, 7]);
  });

  it('draws a rolled-up time for as long as it lasts, a gap as a gap', () => {
    const made = grid(1, [0, 6000], [4, 1], [4, 6]);
    expect([...binned(made, 0, 7, 7)]).toEqual([4, 4, 4, 4, 0, 0, 6]);
  });

  it('has two cells in each power of two', () => {
    expect(upperBounds(1, 6)).toEqual([1, 1.5, 2, 3, 4, 6]);
  });
});

describe('sparkline', () => {
  it('has gaps where nothing was', () => {
    expect(sparkPath([1, null, 2], 10, 10)).toBe('M0.0 5.0M10.0 0.0');
  });
});

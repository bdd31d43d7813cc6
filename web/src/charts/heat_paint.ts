// Paints a HeatGrid under a chart: one column per pixel, colour = log of the count.
import type uPlot from 'uplot';

import type { HeatGrid } from '../store/heat_grid';
import { colour } from '../theme';

type Colour = [number, number, number];

/** From few to many; each step is lighter (dark scheme) or darker (light scheme) than the one before. */
const LIGHT: Colour[] = [
  [228, 234, 253],
  [158, 182, 247],
  [92, 116, 226],
  [66, 54, 168],
  [42, 18, 88],
];
const DARK: Colour[] = [
  [36, 40, 82],
  [74, 66, 168],
  [158, 74, 190],
  [240, 128, 120],
  [252, 224, 150],
];

function palette(stops: Colour[]): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; ++i) {
    const at = (i / 255) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    for (let c = 0; c < 3; ++c) {
      const from = stops[low]![c]!;
      table[i * 3 + c] = from + (stops[low + 1]![c]! - from) * (at - low);
    }
  }
  return table;
}

const TABLES = { light: palette(LIGHT), dark: palette(DARK) };
let canvas: HTMLCanvasElement | null = null;

/** The highest level of each cell within each pixel column; columns without a second stay empty. */
export function binned(grid: HeatGrid, from_s: number, to_s: number, columns: number): Uint8Array {
  const count = grid.bounds_ms.length;
  const bins = new Uint8Array(columns * count);
  const perColumn = (to_s - from_s) / columns;
  for (let i = 0; i < grid.length; ++i) {
    const start = grid.time_s[i]!;
    const end = start + grid.span_s[i]!;
    if (end <= from_s || start >= to_s) continue;
    const first = Math.max(0, Math.floor((start - from_s) / perColumn));
    const last = Math.min(columns - 1, Math.max(first, Math.ceil((end - from_s) / perColumn) - 1));
    const cells = grid.cells[i]!;
    for (let column = first; column <= last; ++column) {
      const at = column * count;
      for (let cell = 0; cell < count; ++cell) {
        if (cells[cell]! > bins[at + cell]!) bins[at + cell] = cells[cell]!;
      }
    }
  }
  return bins;
}

export function paintHeat(u: uPlot, grid: HeatGrid, dark: boolean): void {
  const { min, max } = u.scales.x!;
  if (min == null || max == null || grid.length === 0) return;
  const columns = Math.max(1, Math.round(u.bbox.width / devicePixelRatio));
  const buckets = grid.bounds_ms.length;
  const bins = binned(grid, min, max, columns);
  const top = bins.reduce((highest, level) => Math.max(highest, level), 1);
  const table = dark ? TABLES.dark : TABLES.light;
  const image = new ImageData(columns, buckets);
  for (let column = 0; column < columns; ++column) {
    for (let b = 0; b < buckets; ++b) {
      const level = bins[column * buckets + b]!;
      if (level === 0) continue;
      const step = Math.round((level / top) ** 2 * 255) * 3;
      const at = ((buckets - 1 - b) * columns + column) * 4;
      image.data.set([table[step]!, table[step + 1]!, table[step + 2]!, 255], at);
    }
  }
  canvas ??= document.createElement('canvas');
  canvas.width = columns;
  canvas.height = buckets;
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.imageSmoothingEnabled = false;
  for (let b = 0; b < buckets; ++b) {
    const high = grid.bounds_ms[b]!;
    const low = b > 0 ? grid.bounds_ms[b - 1]! : high / 2;
    const y = u.valToPos(high, 'y', true);
    const y_end = u.valToPos(Math.max(low, 0.001), 'y', true);
    ctx.drawImage(
      canvas,
      0,
      buckets - 1 - b,
      columns,
      1,
      bbox.left,
      y,
      bbox.width,
      Math.ceil(y_end - y),
    );
  }
  ctx.restore();
}

/** The scale of the heatmap covers its buckets that hold anything. */
export function heatRange(heat: HeatGrid): [number, number] {
  const { bounds_ms, cells } = heat;
  let low = bounds_ms.length - 1;
  let high = 0;
  const step = Math.max(1, Math.floor(cells.length / 200));
  for (let i = 0; i < cells.length; i += step) {
    cells[i]!.forEach((level, b) => {
      if (level > 0) {
        low = Math.min(low, b);
        high = Math.max(high, b);
      }
    });
  }
  if (low > high) return [1, 1000];
  return [Math.max(0.01, bounds_ms[Math.max(0, low - 1)]! * 0.8), bounds_ms[high]! * 1.2];
}

/** The scheme that is in use. */
export function isDark(): boolean {
  return Number(colour('--ground').match(/\d+/)?.[0] ?? 255) < 128;
}

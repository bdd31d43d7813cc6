// Paints a HeatGrid under a chart: one column per pixel, colour = log of the count.
import type uPlot from 'uplot';

import type { HeatGrid } from '../store/heat_grid';

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

/** The highest count of each bucket within each pixel column; columns without a second stay empty. */
export function binned(
  grid: HeatGrid,
  from_s: number,
  to_s: number,
  columns: number,
): Float32Array {
  const buckets = grid.bounds_ms.length;
  const bins = new Float32Array(columns * buckets);
  const perColumn = (to_s - from_s) / columns;
  for (let i = 0; i < grid.length; ++i) {
    const start = grid.time_s[i]!;
    if (start < from_s - 60 || start > to_s) continue;
    // A rolled-up second reaches to the next one; a gap does not.
    const next = Math.min(grid.time_s[i + 1] ?? start + 1, start + 60);
    const first = Math.max(0, Math.floor((start - from_s) / perColumn));
    const last = Math.min(columns - 1, Math.max(first, Math.ceil((next - from_s) / perColumn) - 1));
    const cells = grid.cells[i]!;
    for (let column = first; column <= last; ++column) {
      const at = column * buckets;
      for (let b = 0; b < buckets; ++b) {
        const cell = cells[b] ?? 0;
        if (cell > bins[at + b]!) bins[at + b] = cell;
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
  const top = Math.log1p(bins.reduce((highest, cell) => Math.max(highest, cell), 0)) || 1;
  const table = dark ? TABLES.dark : TABLES.light;
  const image = new ImageData(columns, buckets);
  for (let column = 0; column < columns; ++column) {
    for (let b = 0; b < buckets; ++b) {
      const cell = bins[column * buckets + b]!;
      if (cell <= 0) continue;
      const step = Math.round((Math.log1p(cell) / top) * 255) * 3;
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

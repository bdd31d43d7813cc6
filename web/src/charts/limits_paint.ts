// Draws limits and the shades of generatorBands() into a chart.
import type uPlot from 'uplot';

import type { Series } from '../store/series';
import { colour } from '../theme';
import { generatorBands, type Limit } from './limits';

/** Dashed lines with labels; one that is above the chart is named at its upper edge. */
export function drawLimits(u: uPlot, limits: Limit[]): void {
  const { ctx, bbox } = u;
  const { min, max } = u.scales.y!;
  if (min == null || max == null) return;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${10 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.lineWidth = ratio;
  let above = 0;
  for (const { value, label, broken } of limits) {
    ctx.strokeStyle = ctx.fillStyle = colour(broken ? '--bad' : '--warn');
    const text = label.length > 40 ? `${label.slice(0, 39)}…` : label;
    const right = bbox.left + bbox.width - 4 * ratio;
    if (value > max) {
      ctx.fillText(`↑ ${text}`, right, bbox.top + (11 + 12 * above++) * ratio);
      continue;
    }
    const y = u.valToPos(Math.max(value, min), 'y', true);
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(text, right, y - 3 * ratio);
  }
  ctx.restore();
}

/** Behind the lines of a chart: what they say of the target is not to be believed there. */
export function paintGenerator(u: uPlot, series: Series): void {
  const { min, max } = u.scales.x!;
  if (min == null || max == null) return;
  const { ctx, bbox } = u;
  ctx.save();
  for (const { from_s, to_s, invalid } of generatorBands(series)) {
    if (to_s <= min || from_s >= max) continue;
    const left = u.valToPos(Math.max(from_s, min), 'x', true);
    const right = u.valToPos(Math.min(to_s, max), 'x', true);
    ctx.fillStyle = colour(invalid ? '--bad-soft' : '--warn-soft');
    ctx.fillRect(left, bbox.top, Math.max(right - left, devicePixelRatio), bbox.height);
  }
  ctx.restore();
}

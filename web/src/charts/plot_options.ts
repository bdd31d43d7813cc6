// Options of the chart library: axes, scales and lines in the page's colours.
import type uPlot from 'uplot';

import type { Marker } from '../api/messages';
import { clockSpan, timeOfDay } from '../text/format';
import { colour } from '../theme';

export interface Line {
  /** Column of the series. */
  key: string;
  label: string;
  /** CSS variable. */
  colour: string;
  fill?: boolean;
  dash?: number[];
  step?: boolean;
}

const two = (n: number) => String(n).padStart(2, '0');

/** Labels of the time axis: as much of the time as the distance of the ticks needs. */
export function timeLabels(splits_s: number[], step_s: number): string[] {
  let day = '';
  return splits_s.map((split) => {
    const time = new Date(split * 1000);
    const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
    if (step_s < 60) return `${clock}:${two(time.getSeconds())}`;
    if (step_s < 3 * 3600) return clock;
    const today = `${time.getDate()}.${time.getMonth() + 1}.`;
    const shown = today === day ? clock : `${today} ${clock}`;
    day = today;
    return shown;
  });
}

/** A moment of the day, or of the run. */
export function timeText(time_s: number, elapsed: boolean): string {
  return elapsed ? clockSpan(time_s) : timeOfDay(time_s * 1000);
}

/** From zero to a little above the highest value, so that lines do not jump at each tick. */
export function linearRange(
  _: unknown,
  _low: number | null,
  high: number | null,
): [number, number] {
  if (high === null || !(high > 0)) return [0, 1];
  const step = 10 ** Math.floor(Math.log10(high)) / 4;
  return [0, Math.ceil((high * 1.04) / step) * step];
}

export function logRange(_: unknown, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !(high > 0)) return [1, 1000];
  const bottom = 10 ** Math.floor(Math.log10(Math.max(low, 0.01)));
  return [bottom, Math.max(bottom * 10, 10 ** Math.ceil(Math.log10(high)))];
}

const EDGE_PX = 14;
const FONT = '11px Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

function axes(value: (v: number) => string, log: boolean, elapsed: boolean): uPlot.Axis[] {
  const common: uPlot.Axis = {
    stroke: () => colour('--muted'),
    font: FONT,
    grid: { stroke: () => colour('--grid'), width: 1 },
    ticks: { show: false },
    gap: 6,
  };
  return [
    {
      ...common,
      size: 26,
      space: 70,
      values: (u, splits, __, ___, step) => {
        const labels = elapsed ? splits.map((split) => clockSpan(split)) : timeLabels(splits, step);
        // One at the right edge would be cut off.
        const last = u.bbox.width / devicePixelRatio - EDGE_PX;
        return labels.map((label, i) => (u.valToPos(splits[i]!, 'x') > last ? '' : label));
      },
    },
    {
      ...common,
      size: 54,
      space: 34,
      values: (_, splits) => splits.map((split) => (split === null ? '' : value(split))),
      ...(log
        ? {
            filter: (_: uPlot, splits: number[]) => splits.map((s) => (isPowerOfTen(s) ? s : null)),
          }
        : {}),
    },
  ];
}

function isPowerOfTen(value: number): boolean {
  const power = Math.log10(value);
  return Math.abs(power - Math.round(power)) < 1e-9;
}

function seriesOf(line: Line, paths: uPlot.Series.PathBuilder | undefined): uPlot.Series {
  return {
    label: line.label,
    stroke: () => colour(line.colour),
    width: line.dash ? 1.25 : 1.5,
    ...(line.dash ? { dash: line.dash } : {}),
    ...(line.fill ? { fill: (u: uPlot) => fade(u, colour(line.colour)) } : {}),
    ...(paths ? { paths } : {}),
    points: { show: false },
  };
}

/** The line's colour, fading to nothing at the axis. */
function fade(u: uPlot, base: string): CanvasGradient | string {
  const { top, height } = u.bbox;
  if (!Number.isFinite(top) || !(height > 0)) return 'transparent';
  const gradient = u.ctx.createLinearGradient(0, top, 0, top + height);
  const [r = 0, g = 0, b = 0] = (base.match(/[\d.]+/g) ?? []).map(Number);
  gradient.addColorStop(0, `rgb(${r} ${g} ${b} / 22%)`);
  gradient.addColorStop(1, `rgb(${r} ${g} ${b} / 2%)`);
  return gradient;
}

export interface PlotSettings {
  lines: Line[];
  value: (v: number) => string;
  log: boolean;
  width: number;
  height: number;
  syncKey: string;
  elapsed: boolean;
  hooks: uPlot.Hooks.Arrays;
  range?: uPlot.Range.Function;
  stepped?: uPlot.Series.PathBuilder;
}

export function plotOptions(settings: PlotSettings): uPlot.Options {
  const { lines, value, log, width, height, syncKey, elapsed, hooks, range, stepped } = settings;
  return {
    width,
    height,
    legend: { show: false },
    padding: [14, 12, 0, 0],
    cursor: {
      sync: { key: syncKey, setSeries: false },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6, width: 2 },
      bind: { dblclick: () => () => null },
    },
    scales: {
      x: { time: true, auto: false },
      y: { distr: log ? 3 : 1, range: range ?? (log ? logRange : linearRange) },
    },
    axes: axes(value, log, elapsed),
    series: [{}, ...lines.map((line) => seriesOf(line, line.step ? stepped : undefined))],
    hooks,
  };
}

const MARKER_COLOUR: Record<string, string> = { user: '--accent', slave_lost: '--bad' };
/** Labels that are closer would overlap; the line is drawn all the same. */
const LABEL_GAP_PX = 8;

export function markerLabel(marker: Marker): string {
  return marker.text || marker.kind.replace('_', ' ');
}

/** Dashed lines with labels, over the plot. */
export function drawMarkers(u: uPlot, markers: Marker[]): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${10 * ratio}px ${FONT.slice(5)}`;
  ctx.lineWidth = ratio;
  let free = -Infinity;
  for (const marker of markers) {
    // In the middle of a pixel, so that the line is sharp.
    const x = Math.round(u.valToPos(marker.time_ms / 1000, 'x', true)) + (ratio % 2) / 2;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = colour(MARKER_COLOUR[marker.kind] ?? '--line-strong');
    ctx.setLineDash([4 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - 3 * ratio);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (x < free) continue;
    const label = markerLabel(marker);
    const text = label.length > 22 ? `${label.slice(0, 21)}…` : label;
    const width = ctx.measureText(text).width;
    const flipped = x + width + 4 * ratio > bbox.left + bbox.width + 12 * ratio;
    ctx.fillStyle = colour(MARKER_COLOUR[marker.kind] ?? '--muted');
    ctx.textAlign = flipped ? 'right' : 'left';
    ctx.fillText(text, x + (flipped ? -3 : 3) * ratio, bbox.top - 4 * ratio);
    free = x + width + LABEL_GAP_PX * ratio;
  }
  ctx.restore();
}

// Zoom: the part of the time that all charts of a page show; nothing: the whole run, following now.
import { signal, type ReadonlySignal } from '@preact/signals';

export interface Range {
  from_s: number;
  to_s: number;
}

/** Shorter spans have less than a few points. */
const SHORTEST_S = 5;
/** So that the first seconds of a run do not jump. */
const LEAST_WINDOW_S = 60;

export interface Zoom {
  range: ReadonlySignal<Range | null>;
  set: (range: Range | null) => void;
}

/** Of a drawer or another page beside the URL's own. */
export function localZoom(): Zoom {
  const range = signal<Range | null>(null);
  return { range, set: (value) => (range.value = value) };
}

/** At least `least_s` are shown of a run that may go on. What a chart of `first_s`…`last_s` shows; `last` is the span that follows now, if one is chosen. */
export function visible(
  range: Range | null,
  first_s: number | undefined,
  last_s: number | undefined,
  follow_s: number | null,
  least_s = LEAST_WINDOW_S,
): Range {
  if (range) return range;
  if (first_s === undefined || last_s === undefined) return { from_s: 0, to_s: LEAST_WINDOW_S };
  const from_s = follow_s === null ? first_s : Math.max(first_s, last_s - follow_s);
  return { from_s, to_s: Math.max(last_s, from_s + least_s) };
}

/** `factor` below 1 zooms in around the middle. */
export function scaled(range: Range, factor: number): Range {
  const middle = (range.from_s + range.to_s) / 2;
  const half = Math.max(SHORTEST_S, (range.to_s - range.from_s) * factor) / 2;
  return { from_s: middle - half, to_s: middle + half };
}

export function moved(range: Range, by_s: number): Range {
  return { from_s: range.from_s + by_s, to_s: range.to_s + by_s };
}

// Overlay: runs on one axis, from where their seconds count. Pure.
import type { Points, Values } from '../api/messages';

export interface Course {
  points: Points;
  /** The moment of second 0. */
  zero_ms: number;
}

/** Each second of a run by its distance from second 0. */
function places({ points, zero_ms }: Course): Map<number, number> {
  return new Map(points.time_ms.map((time, i) => [Math.round((time - zero_ms) / 1000), i]));
}

/** Columns `0_rps`, `1_rps` and so on; a second that a run has not is a gap in its lines. */
export function overlay(runs: Course[], names: string[]): Points {
  const at = runs.map(places);
  const seconds = [...new Set(at.flatMap((place) => [...place.keys()]))].sort((x, y) => x - y);
  const merged: Record<string, Values> = {};
  runs.forEach(({ points }, run) => {
    for (const name of names) {
      const column = points[name] ?? [];
      merged[`${run}_${name}`] = seconds.map((second) => {
        const place = at[run]!.get(second);
        return place === undefined ? null : (column[place] ?? null);
      });
    }
  });
  return { time_ms: seconds.map((second) => second * 1000), ...merged };
}

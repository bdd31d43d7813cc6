// Overlay: two runs on one axis, from the start of each. Pure.
import type { Points, Values } from '../api/messages';

function columnAt(
  points: Points,
  name: string,
  place: Map<number, number>,
  seconds: number[],
): Values {
  const column = points[name] ?? [];
  return seconds.map((second) => {
    const at = place.get(second);
    return at === undefined ? null : (column[at] ?? null);
  });
}

/** Each second of a run by its distance from the run's first. */
function places(points: Points): Map<number, number> {
  const first = points.time_ms[0] ?? 0;
  return new Map(points.time_ms.map((time, i) => [Math.round((time - first) / 1000), i]));
}

/** Columns `a_rps`, `b_rps` and so on; a second that only one of the runs has is a gap in the other. */
export function overlay(a: Points, b: Points, names: string[]): Points {
  const [of_a, of_b] = [places(a), places(b)];
  const seconds = [...new Set([...of_a.keys(), ...of_b.keys()])].sort((x, y) => x - y);
  const merged: Record<string, Values> = {};
  for (const name of names) {
    merged[`a_${name}`] = columnAt(a, name, of_a, seconds);
    merged[`b_${name}`] = columnAt(b, name, of_b, seconds);
  }
  return { time_ms: seconds.map((second) => second * 1000), ...merged };
}

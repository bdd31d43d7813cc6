// HeatGrid: counts of requests by second and latency bucket.
import type { Heat } from '../api/messages';

export class HeatGrid {
  /** Upper bounds of the buckets in ms, ascending. */
  bounds_ms: number[] = [];
  readonly time_s: number[] = [];
  readonly cells: number[][] = [];

  get length(): number {
    return this.time_s.length;
  }

  clear(): void {
    this.time_s.length = 0;
    this.cells.length = 0;
  }

  merge(time_ms: number[], heat: Heat): void {
    const first = time_ms[0];
    if (first === undefined) return;
    if (heat.bounds_ms) this.bounds_ms = heat.bounds_ms;
    let keep = this.length;
    while (keep > 0 && this.time_s[keep - 1]! >= first / 1000) --keep;
    this.time_s.length = keep;
    this.cells.length = keep;
    time_ms.forEach((time, i) => {
      this.time_s.push(time / 1000);
      this.cells.push(heat.cells[i] ?? []);
    });
  }
}

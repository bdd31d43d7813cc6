// HeatGrid: how many requests took how long, over time: columns of cells.
import type { Heat } from '../api/messages';

/** Two cells in each power of two; the first holds all that is shorter than `first_ms`. */
export function upperBounds(first_ms: number, count: number): number[] {
  return Array.from({ length: count }, (_, cell) => {
    const octave = first_ms * 2 ** Math.floor(cell / 2);
    return cell % 2 === 0 ? octave : octave * 1.5;
  });
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

export class HeatGrid {
  /** Upper bounds of the cells in ms, ascending. */
  bounds_ms: number[] = [];
  readonly time_s: number[] = [];
  /** How long each column lasts: those of long ago are rolled up. */
  readonly span_s: number[] = [];
  /** Levels: the logarithm of the requests per second, 0…255; 0 is none. */
  readonly cells: Uint8Array[] = [];

  get length(): number {
    return this.time_s.length;
  }

  clear(): void {
    this.cut(0);
  }

  /** What is as old as the first column that comes, or newer, is replaced. */
  merge(heat: Heat): void {
    const first = heat.time_ms[0];
    if (first === undefined || heat.cells <= 0) return;
    if (this.bounds_ms.length !== heat.cells || this.bounds_ms[0] !== heat.first_ms) {
      this.bounds_ms = upperBounds(heat.first_ms, heat.cells);
      this.clear();
    }
    let keep = this.length;
    while (keep > 0 && this.time_s[keep - 1]! >= first / 1000) --keep;
    this.cut(keep);
    const bytes = bytesOf(heat.levels);
    heat.time_ms.forEach((time, i) => {
      this.time_s.push(time / 1000);
      this.span_s.push(heat.span_s[i] ?? 1);
      this.cells.push(bytes.slice(i * heat.cells, (i + 1) * heat.cells));
    });
  }

  private cut(length: number): void {
    this.time_s.length = length;
    this.span_s.length = length;
    this.cells.length = length;
  }
}

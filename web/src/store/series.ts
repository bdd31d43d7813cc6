// Series: the columns of a run by whole seconds. Arrays are kept and appended to, so that charts
// hold on to them and nothing is copied each second.
import type { Points, Values } from '../api/messages';

/** Beyond it the page asks for the backlog again, in which old seconds are rolled up. */
export const MAX_POINTS = 14_400;

export class Series {
  /** Seconds since 1970, ascending: the charts' x. */
  readonly time_s: number[] = [];
  private readonly columns = new Map<string, Values>();

  get length(): number {
    return this.time_s.length;
  }

  get first_s(): number | undefined {
    return this.time_s[0];
  }

  get last_s(): number | undefined {
    return this.time_s[this.time_s.length - 1];
  }

  names(): string[] {
    return [...this.columns.keys()];
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  /** Of the same length as `time_s`; one without any value when the master does not send it. */
  column(name: string): Values {
    let column = this.columns.get(name);
    if (!column) {
      column = new Array<null>(this.length).fill(null);
      this.columns.set(name, column);
    }
    return column;
  }

  last(name: string): number | null {
    return this.columns.get(name)?.[this.length - 1] ?? null;
  }

  /** The newest `count` values of a column. */
  tail(name: string, count: number): Values {
    return this.columns.get(name)?.slice(-count) ?? [];
  }

  clear(): void {
    this.time_s.length = 0;
    this.columns.clear();
  }

  /** Takes more points, a backlog or the newest: what is as old as their first or newer is replaced. */
  merge(points: Points): void {
    const count = points.time_ms.length;
    const first = points.time_ms[0];
    if (first === undefined) return;
    this.cut(this.indexOf(first / 1000));
    const before = this.length;
    for (const time_ms of points.time_ms) this.time_s.push(time_ms / 1000);
    for (const [name, values] of Object.entries(points)) {
      if (name === 'time_ms') continue;
      const column = this.columns.get(name) ?? new Array<null>(before).fill(null);
      for (let i = 0; i < count; ++i) column.push(values[i] ?? null);
      this.columns.set(name, column);
    }
    this.pad();
  }

  /** The first index whose time is `time_s` or later. */
  indexOf(time_s: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time_s[middle]! < time_s) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private cut(length: number): void {
    this.time_s.length = length;
    for (const column of this.columns.values()) column.length = length;
  }

  private pad(): void {
    for (const column of this.columns.values()) {
      while (column.length < this.length) column.push(null);
    }
  }
}

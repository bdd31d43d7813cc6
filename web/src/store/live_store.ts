// LiveStore: what the page knows of the run. Messages go in, signals come out.
import { batch, signal } from '@preact/signals';

import type {
  BacklogMessage,
  ErrorEntry,
  ExceptionEntry,
  HelloMessage,
  Marker,
  Message,
  Overview,
  Row,
  SlaveEntry,
  TickMessage,
} from '../api/messages';
import { HeatGrid } from './heat_grid';
import { MAX_POINTS, Series } from './series';

export interface RowWindow {
  columns: string[];
  rows: Row[];
  /** Index of the first of `rows` among all that the filter lets through. */
  from: number;
  count: number;
}

const NO_ROWS: RowWindow = { columns: [], rows: [], from: 0, count: 0 };
const MAX_MARKERS = 1_000;

export class LiveStore {
  readonly overview = signal<Overview | null>(null);
  readonly tick = signal<TickMessage | null>(null);
  readonly rows = signal<RowWindow>(NO_ROWS);
  readonly errors = signal<ErrorEntry[]>([]);
  readonly exceptions = signal<ExceptionEntry[]>([]);
  readonly slaves = signal<SlaveEntry[]>([]);
  readonly markers = signal<Marker[]>([]);
  /** Counts changes of `series` and `heat`. */
  readonly version = signal(0);

  readonly series = new Series();
  readonly heat = new HeatGrid();
  epoch: number | null = null;
  seq: number | null = null;

  apply(message: Message): void {
    batch(() => {
      switch (message.type) {
        case 'hello':
          return this.hello(message);
        case 'backlog':
          return this.backlog(message);
        case 'tick':
          return this.take(message);
        case 'gap':
          return; // the next tick brings the seconds that were skipped
      }
    });
  }

  /** So many points that the backlog, which is rolled up, should be asked for again. */
  isFull(): boolean {
    return this.series.length >= MAX_POINTS;
  }

  /** Drops the series, so that the next backlog replaces them. */
  forget(): void {
    this.series.clear();
    this.heat.clear();
    this.seq = null;
    this.version.value++;
  }

  private enter(epoch: number): void {
    if (this.epoch === epoch) return;
    this.epoch = epoch;
    this.forget();
    this.markers.value = [];
    this.errors.value = [];
    this.exceptions.value = [];
  }

  private hello(message: HelloMessage): void {
    this.enter(message.epoch);
    this.overview.value = message.overview;
  }

  private backlog(message: BacklogMessage): void {
    this.enter(message.epoch);
    this.series.merge(message.points);
    if (message.heat) this.heat.merge(message.heat);
    if (message.markers) this.addMarkers(message.markers);
    this.version.value++;
  }

  private take(tick: TickMessage): void {
    this.enter(tick.epoch);
    if (tick.points?.time_ms.length) {
      this.series.merge(tick.points);
      if (tick.heat) this.heat.merge(tick.heat);
      this.version.value++;
    }
    if (this.seq !== null && tick.seq < this.seq) return; // an answer that was overtaken
    this.seq = tick.seq;
    this.tick.value = tick;
    this.rows.value = {
      columns: tick.row_columns,
      rows: tick.rows,
      from: tick.from,
      count: tick.row_count,
    };
    this.slaves.value = tick.slaves;
    if (tick.errors) this.errors.value = tick.errors;
    if (tick.exceptions) this.exceptions.value = tick.exceptions;
    if (tick.markers?.length) this.addMarkers(tick.markers);
  }

  private addMarkers(more: Marker[]): void {
    const known = new Set(this.markers.value.map(markerKey));
    const fresh = more.filter((marker) => !known.has(markerKey(marker)));
    if (fresh.length === 0) return;
    this.markers.value = [...this.markers.value, ...fresh].slice(-MAX_MARKERS);
  }
}

function markerKey(marker: Marker): string {
  return `${marker.time_ms} ${marker.kind} ${marker.text}`;
}

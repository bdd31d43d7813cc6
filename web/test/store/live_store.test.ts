import { describe, expect, it } from 'vitest';

import type { HelloMessage, TickMessage } from '../../src/api/messages';
import { LiveStore } from '../../src/store/live_store';

const hello = (epoch: number): HelloMessage => ({
  type: 'hello',
  epoch,
  seq: 1,
  time_ms: 0,
  overview: {} as HelloMessage['overview'],
});

function tick(seq: number, more: Partial<TickMessage> = {}): TickMessage {
  return {
    type: 'tick',
    epoch: 1,
    seq,
    time_ms: seq * 1000,
    state: 'running',
    elapsed_s: seq,
    remaining_s: null,
    users: 1,
    target_users: 1,
    total: [],
    row_columns: ['method', 'name'],
    rows: [['GET', `/${seq}`]],
    row_count: 1,
    from: 0,
    slaves: [],
    ...more,
  };
}

const second = (s: number) => ({ points: { time_ms: [s * 1000], rps: [s] } });

describe('LiveStore', () => {
  it('is one series of backlog and ticks', () => {
    const store = new LiveStore();
    store.apply(hello(1));
    store.apply({ type: 'backlog', epoch: 1, points: { time_ms: [1000, 2000], rps: [1, 2] } });
    store.apply(tick(3, second(3)));
    expect(store.series.column('rps')).toEqual([1, 2, 3]);
    expect(store.seq).toBe(3);
  });

  it('resumes without gap or duplicate when the missed part is sent again', () => {
    const store = new LiveStore();
    store.apply({ type: 'backlog', epoch: 1, points: { time_ms: [1000, 2000], rps: [1, 2] } });
    store.apply(tick(2));
    store.apply(hello(1));
    store.apply({
      type: 'backlog',
      epoch: 1,
      points: { time_ms: [2000, 3000, 4000], rps: [2, 3, 4] },
    });
    store.apply(tick(5, second(5)));
    expect(store.series.time_s).toEqual([1, 2, 3, 4, 5]);
  });

  it('drops everything of the run before when another begins', () => {
    const store = new LiveStore();
    store.apply({
      type: 'backlog',
      epoch: 1,
      points: { time_ms: [1000], rps: [1] },
      markers: [{ time_ms: 1, kind: 'user', text: 'x' }],
    });
    store.apply(
      tick(9, {
        errors: [{ method: 'GET', name: '/', message: 'm', count: 1, first_ms: 0, last_ms: 0 }],
      }),
    );
    store.apply(tick(2, { epoch: 2, ...second(50) }));
    expect(store.series.time_s).toEqual([50]);
    expect(store.markers.value).toEqual([]);
    expect(store.errors.value).toEqual([]);
    expect(store.seq).toBe(2);
  });

  it('ignores the rows of an answer that was overtaken', () => {
    const store = new LiveStore();
    store.apply(tick(7));
    store.apply(tick(6));
    expect(store.rows.value.rows).toEqual([['GET', '/7']]);
  });

  it('takes the rows of the same second again: another page was asked for', () => {
    const store = new LiveStore();
    store.apply(tick(7));
    store.apply(tick(7, { rows: [['GET', '/other']], from: 60 }));
    expect(store.rows.value).toMatchObject({ rows: [['GET', '/other']], from: 60 });
  });

  it('keeps errors that a tick does not repeat', () => {
    const store = new LiveStore();
    const errors = [{ method: 'GET', name: '/', message: 'm', count: 1, first_ms: 0, last_ms: 0 }];
    store.apply(tick(1, { errors }));
    store.apply(tick(2));
    expect(store.errors.value).toBe(errors);
  });

  it('shows a marker once, whatever tells of it', () => {
    const store = new LiveStore();
    const markers = [{ time_ms: 1000, kind: 'user', text: 'deploy' }];
    store.apply(tick(1, { markers }));
    store.apply({ type: 'backlog', epoch: 1, points: { time_ms: [1000], rps: [1] }, markers });
    expect(store.markers.value).toEqual(markers);
  });

  it('merges the heat of ticks into that of the backlog', () => {
    const heat = (s: number, levels: number[]) => ({
      first_ms: 1,
      cells: 2,
      time_ms: [s * 1000],
      span_s: [1],
      levels: btoa(String.fromCharCode(...levels)),
    });
    const store = new LiveStore();
    const points = { time_ms: [1000], rps: [1] };
    store.apply({ type: 'backlog', epoch: 1, points, heat: heat(1, [3, 4]) });
    store.apply(tick(2, { ...second(2), heat: heat(2, [5, 6]) }));
    expect(store.heat.time_s).toEqual([1, 2]);
    expect(store.heat.cells.map((cells) => [...cells])).toEqual([
      [3, 4],
      [5, 6],
    ]);
  });
});

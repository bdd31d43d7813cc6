import { describe, expect, it } from 'vitest';

import { NUMBER_COLUMNS, nextSort } from '../../src/live/columns';
import { splitKey } from '../../src/live/row_key';
import { PAGE_ROWS, pageFor, windowOf } from '../../src/live/row_window';

describe('sorting', () => {
  it('begins with the highest number, with names from A', () => {
    const now = { sort: 'requests', descending: true };
    expect(nextSort(now, 'p95')).toEqual({ sort: 'p95', descending: true });
    expect(nextSort(now, 'name')).toEqual({ sort: 'name', descending: false });
  });

  it('turns round when the same column is chosen again', () => {
    expect(nextSort({ sort: 'p95', descending: true }, 'p95').descending).toBe(false);
  });
});

describe('columns', () => {
  const names = ['method', 'name', 'requests', 'failures', 'p50_ms'];
  const text = (title: string, row: (string | number | null)[]) =>
    NUMBER_COLUMNS.find((column) => column.title === title)!.text(row, (name) =>
      names.indexOf(name),
    );

  it('writes numbers, and a dash for what was not sent', () => {
    const row = ['GET', '/', 200, 1, null];
    expect(text('Requests', row)).toBe('200');
    expect(text('Fail %', row)).toBe('0.50 %');
    expect(text('p50', row)).toBe('–');
    expect(text('p99', row)).toBe('–');
  });

  it('has no share without a request', () => {
    expect(text('Fail %', ['GET', '/', 0, 0, null])).toBe('–');
  });
});

describe('row window', () => {
  it('holds what is in sight and a margin, never more', () => {
    expect(windowOf(0, 340, 34, 5000)).toEqual({ first: 0, end: 15 });
    expect(windowOf(3400, 340, 34, 5000)).toEqual({ first: 95, end: 115 });
    expect(windowOf(0, 340, 34, 3)).toEqual({ first: 0, end: 3 });
    expect(windowOf(9999, 340, 34, 0)).toEqual({ first: 0, end: 0 });
  });

  it('asks for another page only when the window leaves it', () => {
    const page = { from: 0, count: PAGE_ROWS };
    expect(pageFor({ first: 10, end: 40 }, page)).toBe(page);
    const next = pageFor({ first: 50, end: 80 }, page);
    expect(next.from).toBeLessThanOrEqual(50);
    expect(next.from + next.count).toBeGreaterThanOrEqual(80);
    expect(next.count).toBe(PAGE_ROWS);
  });
});

describe('keys of rows', () => {
  it('are split at the first space: names may have more', () => {
    expect(splitKey('GET /a b')).toEqual({ method: 'GET', name: '/a b' });
    expect(splitKey(' nameless type')).toEqual({ method: '', name: 'nameless type' });
  });
});

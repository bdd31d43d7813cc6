// @vitest-environment jsdom
import { render } from '@testing-library/preact';
import { describe, expect, it } from 'vitest';

import { byRegression, listed, type RunInfo } from '../../src/runs/run_info';
import { RunRows, sortedRows } from '../../src/runs/run_rows';

const run = (id: number, more: Partial<RunInfo> = {}): RunInfo => ({
  id,
  name: '',
  started_ms: id,
  duration_s: 1,
  test: 'shop.cpp',
  test_hash: '',
  version: '',
  users: 1,
  rps: 1,
  p95_ms: 1,
  failures: 0,
  requests: 100,
  verdict: '',
  tags: [],
  note: '',
  star: false,
  state: 'stopped',
  ...more,
});

describe('the list of runs', () => {
  it('is sorted, the newest first among equals', () => {
    const runs = [run(1, { rps: 5 }), run(2, { rps: 9 }), run(3, { rps: 5 })];
    expect(listed(runs, '', 'rps', true).map(({ id }) => id)).toEqual([2, 3, 1]);
    expect(listed(runs, '', 'rps', false).map(({ id }) => id)).toEqual([3, 1, 2]);
  });

  it('is filtered by name, test, tag and note', () => {
    const runs = [run(1, { tags: ['nightly'] }), run(2, { note: 'Cache off' }), run(3)];
    expect(listed(runs, 'NIGHT', 'started_ms', true).map(({ id }) => id)).toEqual([1]);
    expect(listed(runs, 'cache', 'started_ms', true).map(({ id }) => id)).toEqual([2]);
    expect(listed(runs, 'run 3', 'started_ms', true).map(({ id }) => id)).toEqual([3]);
  });
});

it('puts the biggest regression first', () => {
  const change = (name: string, word: string, relative: number) => ({
    method: 'GET',
    name,
    metrics: [
      { metric: 'p95', unit: 'ms', a: 1, b: 1, difference: 0, relative, low: 0, high: 0, word },
    ],
  });
  const names = [
    change('same', 'no clear change', 0.5),
    change('bad', 'worse', 0.1),
    change('worst', 'worse', 0.4),
  ];
  expect(byRegression(names).map(({ name }) => name)).toEqual(['worst', 'bad', 'same']);
});

describe('rows of a run', () => {
  it('are sorted by numbers as numbers, by names as names', () => {
    const rows = [
      ['GET', 'b', 10],
      ['GET', 'a', 9],
      ['GET', 'c', null],
    ];
    expect(sortedRows(rows, 2, true).map((row) => row[1])).toEqual(['b', 'a', 'c']);
    expect(sortedRows(rows, 1, false).map((row) => row[1])).toEqual(['a', 'b', 'c']);
  });

  it('show hostile names as text', () => {
    const names = [
      '<img src=x onerror=alert(1)>',
      '__proto__',
      '\u202eevil',
      'vm_2ba9',
      'x'.repeat(4096),
    ];
    const rows = names.map((name) => ['GET', name, 1, 0]);
    const { container } = render(
      <RunRows columns={['method', 'name', 'requests', 'failures']} rows={rows} note="" />,
    );
    expect(container.querySelector('img')).toBeNull();
    const shown = [...container.querySelectorAll('tbody th')].map((cell) => cell.textContent);
    expect(shown).toHaveLength(names.length);
    expect(shown).toContain('<img src=x onerror=alert(1)>');
    expect(shown).toContain('__proto__');
    expect(shown).toContain('vm_2ba9');
    expect(Math.max(...shown.map((text) => text!.length))).toBe(300);
  });
});

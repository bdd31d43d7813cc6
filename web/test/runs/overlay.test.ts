import { expect, test } from 'vitest';

import { overlay } from '../../src/runs/overlay';

test('runs are laid over each other by their zero, gaps included', () => {
  const a = { points: { time_ms: [10_000, 11_000, 12_000], rps: [1, 2, 3] }, zero_ms: 10_000 };
  const b = { points: { time_ms: [91_000, 93_000], rps: [5, 6] }, zero_ms: 91_000 };
  const c = { points: { time_ms: [50_000, 51_000], rps: [7, 8] }, zero_ms: 51_000 };
  expect(overlay([a, b, c], ['rps'])).toEqual({
    time_ms: [-1000, 0, 1000, 2000],
    '0_rps': [null, 1, 2, 3],
    '1_rps': [null, 5, null, 6],
    '2_rps': [7, 8, null, null],
  });
});

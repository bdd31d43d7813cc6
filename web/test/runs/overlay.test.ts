import { expect, it } from 'vitest';

import { overlay } from '../../src/runs/overlay';

it('puts two runs on the time since their starts', () => {
  const a = { time_ms: [5000, 6000, 7000], rps: [1, 2, 3] };
  const b = { time_ms: [90_000, 91_000], rps: [7, null] };
  expect(overlay(a, b, ['rps', 'p95_ms'])).toEqual({
    time_ms: [0, 1000, 2000],
    a_rps: [1, 2, 3],
    b_rps: [7, null, null],
    a_p95_ms: [null, null, null],
    b_p95_ms: [null, null, null],
  });
});

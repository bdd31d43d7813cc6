import { expect, it } from 'vitest';

import { sharesOf } from '../../src/ratios/shares';

const classInfo = (name: string, weight: number, fixed_count = 0) => ({
  name,
  weight,
  fixed_count,
  host: '',
  executor: '',
  tasks: [
    { name: 'a', weight: 3, tags: [] },
    { name: 'b', weight: 1, tags: [] },
  ],
});

it('compares the configured mix with the users that are there', () => {
  const shares = sharesOf([classInfo('A', 3), classInfo('B', 1), classInfo('C', 1, 2)], {
    A: 5,
    B: 3,
    C: 2,
  });
  expect(shares.map(({ configured }) => configured)).toEqual([0.75, 0.25, null]);
  expect(shares.map(({ actual }) => actual)).toEqual([0.5, 0.3, 0.2]);
  expect(shares[0]!.tasks.map(({ share }) => share)).toEqual([0.75, 0.25]);
});

it('has no actual mix without users', () => {
  expect(sharesOf([classInfo('A', 0)], {})[0]).toMatchObject({ configured: null, actual: null });
});

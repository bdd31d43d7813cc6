import { describe, expect, it } from 'vitest';

import { fold, template } from '../../src/failures/fold';

const error = (message: string, count: number, name = '/a') => ({
  method: 'GET',
  name,
  message,
  count,
  first_ms: count,
  last_ms: 100 + count,
});

describe('fold', () => {
  it.each([
    ['timed out after 512 ms', 'timed out after # ms'],
    ['no user 3fa9c1d2e8', 'no user #'],
    ['order 550e8400-e29b-41d4-a716-446655440000 is gone', 'order # is gone'],
    ['status 503', 'status 503'],
    ['status 503 after 12 ms', 'status 503 after # ms'],
    ['at 0x7ffe12', 'at #'],
    ['deadbeef is a word without digits', 'deadbeef is a word without digits'],
  ])('%s becomes %s', (message, wanted) => expect(template(message)).toBe(wanted));

  it('sums up what differs in numbers only, per request, the most frequent first', () => {
    const groups = fold([
      error('after 1 ms', 1),
      error('after 2 ms', 5),
      error('after 3 ms', 2, '/b'),
      error('refused', 3),
    ]);
    expect(groups.map(({ template: text, name, count }) => [text, name, count])).toEqual([
      ['after # ms', '/a', 6],
      ['refused', '/a', 3],
      ['after # ms', '/b', 2],
    ]);
    expect(groups[0]).toMatchObject({ first_ms: 1, last_ms: 105 });
    expect(groups[0]!.variants.map(({ count }) => count)).toEqual([5, 1]);
  });
});

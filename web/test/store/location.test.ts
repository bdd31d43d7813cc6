import { describe, expect, it } from 'vitest';

import { parseHash, toHash, withParams } from '../../src/store/location';

describe('location', () => {
  it('goes to the URL and back', () => {
    const place = { page: 'live', params: { sort: 'p95', rows: 'a&b=/ü?#', from: '1' } };
    expect(parseHash(toHash(place))).toEqual(place);
  });

  it('writes equal views as equal URLs', () => {
    const one = toHash({ page: 'live', params: { b: '2', a: '1', c: '' } });
    expect(one).toBe('#/live?a=1&b=2');
  });

  it('takes anything odd as the empty page', () => {
    for (const hash of ['', '#', '#live', '#/LIVE', '#/../x', 'javascript:alert(1)']) {
      expect(parseHash(hash)).toEqual({ page: '', params: {} });
    }
  });

  it('keeps names of every object as plain settings', () => {
    const { params } = parseHash('#/live?__proto__=x&toString=y');
    expect(Object.keys(params)).toContain('__proto__');
    expect(parseHash('#/live').params.toString).toBeUndefined();
  });

  it('changes some settings and keeps the others', () => {
    const place = withParams({ page: 'live', params: { a: '1', b: '2' } }, { a: null, c: '3' });
    expect(toHash(place)).toBe('#/live?b=2&c=3');
  });
});

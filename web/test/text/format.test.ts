import { describe, expect, it } from 'vitest';

import * as format from '../../src/text/format';

describe('format', () => {
  it.each([
    [format.count(1234567), '1,234,567'],
    [format.count(null), '–'],
    [format.count(NaN), '–'],
    [format.rate(0), '0'],
    [format.rate(0.4), '0.40'],
    [format.rate(12.34), '12.3'],
    [format.rate(1234.5), '1,235'],
    [format.latency(0.42), '0.42 ms'],
    [format.latency(0), '0 ms'],
    [format.latency(67.4), '67 ms'],
    [format.latency(1250), '1.25 s'],
    [format.latency(65_000), '65.0 s'],
    [format.percent(0), '0 %'],
    [format.percent(0.004), '0.40 %'],
    [format.percent(0.00001), '< 0.01 %'],
    [format.percent(0.5), '50.0 %'],
    [format.bytes(999), '999 B'],
    [format.bytes(1432), '1.4 KB'],
    [format.bytes(312_000_000), '312 MB'],
    [format.clockSpan(7), '0:07'],
    [format.clockSpan(3723), '1:02:03'],
    [format.wordSpan(5400), '1 h 30 min'],
    [format.wordSpan(0), '0 s'],
    [format.utc(0), '1970-01-01 00:00:00 UTC'],
  ])('%s is %s', (made, wanted) => expect(made).toBe(wanted));

  it.each([
    ['90', 90],
    ['5m', 300],
    ['1h30m', 5400],
    ['1h 30m', 5400],
    ['20s', 20],
    ['', null],
    ['5x', null],
    ['30m1h', null],
    ['-5', null],
  ])('the span %s is %s seconds', (text, seconds) => expect(format.parseSpan(text)).toBe(seconds));

  it('writes a span so that it is read as the same', () => {
    for (const seconds of [0, 5, 60, 90, 3600, 5405]) {
      expect(format.parseSpan(format.spanText(seconds))).toBe(seconds);
    }
  });
});

import { describe, expect, it } from 'vitest';

import { MAX_LINES, added, asText, filtered } from '../../src/logs/log_buffer';

const line = (text: string, level = 'info') => ({ time_ms: 0, level, source: 'master', text });

describe('log', () => {
  it('keeps the newest lines', () => {
    const many = added(
      [line('old')],
      Array.from({ length: MAX_LINES }, (_, i) => line(`${i}`)),
    );
    expect(many).toHaveLength(MAX_LINES);
    expect(many[0]!.text).toBe('0');
  });

  it('does not change when nothing is new', () => {
    const lines = [line('a')];
    expect(added(lines, [])).toBe(lines);
  });

  it('filters by least level and text', () => {
    const lines = [line('one'), line('two', 'warning'), line('three', 'error')];
    expect(filtered(lines, { level: 'warning', text: '' }).map(({ text }) => text)).toEqual([
      'two',
      'three',
    ]);
    expect(filtered(lines, { level: 'info', text: 'ONE' })).toHaveLength(1);
  });

  it('is a text file with times in UTC', () => {
    expect(asText([line('a')])).toBe('1970-01-01T00:00:00.000Z info master: a\n');
  });
});

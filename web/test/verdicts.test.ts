import { describe, expect, it } from 'vitest';

import type { ThresholdEntry } from '../src/api/messages';
import { limitText, toneOf, usedShare, verdictOf } from '../src/verdicts/threshold';

const entry = (more: Partial<ThresholdEntry>): ThresholdEntry => ({
  expression: 'p95 < 200ms',
  scope: '',
  state: 'holds',
  missed: false,
  value: 100,
  value_text: '100 ms',
  limit: 200,
  unit: 'ms',
  abort: false,
  ...more,
});

describe('verdict', () => {
  it('is what the worst limit says', () => {
    const holds = entry({});
    const waiting = entry({ state: 'waiting', value: null });
    const fails = entry({ state: 'fails' });
    const failed = entry({ state: 'failed', missed: true });
    expect(verdictOf([])).toBeNull();
    expect(verdictOf([waiting])?.text).toBe('no verdict yet');
    expect(verdictOf([holds, waiting])).toEqual({ text: 'PASS so far', tone: 'good' });
    expect(verdictOf([holds], true)?.text).toBe('PASS');
    expect(verdictOf([holds, fails])?.tone).toBe('warn');
    expect(verdictOf([holds, fails, failed])).toEqual({ text: 'FAIL 1 of 3', tone: 'bad' });
  });

  it('of a limit that holds again but was missed stays bad', () => {
    expect(toneOf(entry({ state: 'holds', missed: true }))).toBe('bad');
  });

  it('writes limits with their units', () => {
    expect(limitText(entry({}))).toBe('200 ms');
    expect(limitText(entry({ unit: 'share', limit: 0.01 }))).toBe('1.00 %');
    expect(limitText(entry({ unit: 'per_second', limit: 50 }))).toBe('50.0/s');
    expect(limitText(entry({ unit: 'count', limit: 1000 }))).toBe('1,000');
  });

  it('has no share of a limit of zero, or of no value', () => {
    expect(usedShare(entry({ limit: 0 }))).toBeNull();
    expect(usedShare(entry({ value: null }))).toBeNull();
    expect(usedShare(entry({}))).toBe(0.5);
  });
});

import { describe, expect, it } from 'vitest';

import * as reconnect from '../../src/api/reconnect';

/** Closes and waits `times` times without ever being open. */
function refuse(step: reconnect.Step, times: number): reconnect.Step {
  for (let i = 0; i < times; ++i) {
    step = reconnect.closed(step, 0.5);
    if (i < times - 1) step = reconnect.due(step);
  }
  return step;
}

describe('reconnect', () => {
  it('polls after three upgrades in a row that were refused', () => {
    expect(refuse(reconnect.firstStep(), 2).state).toBe('waiting');
    const step = refuse(reconnect.firstStep(), 3);
    expect(step.state).toBe('polling');
    expect(step.open_in_ms).toBe(reconnect.UPGRADE_AGAIN_MS);
  });

  it('keeps polling while it tries the upgrade again, and ends when that succeeds', () => {
    let step = reconnect.due(refuse(reconnect.firstStep(), 3));
    expect(step.state).toBe('polling');
    step = reconnect.closed(step, 0.5);
    expect(step.state).toBe('polling');
    step = reconnect.opened(reconnect.due(step));
    expect(step).toMatchObject({ state: 'live', refusals: 0 });
  });

  it('does not count a lost connection as a refused upgrade', () => {
    let step = reconnect.firstStep();
    for (let i = 0; i < 10; ++i) {
      step = reconnect.closed(reconnect.opened(step), 0.5);
      expect(step.state).toBe('waiting');
      step = reconnect.due(step);
    }
  });

  it('waits longer after each loss, at most some seconds, and briefly again after a message', () => {
    let step = reconnect.firstStep();
    const waits: number[] = [];
    for (let i = 0; i < 8; ++i) {
      step = reconnect.closed(reconnect.opened(step), 0.5);
      waits.push(step.open_in_ms!);
    }
    expect(waits.slice(0, 3)).toEqual([500, 1000, 2000]);
    expect(Math.max(...waits)).toBe(8000);
    step = reconnect.closed(reconnect.received(reconnect.opened(step)), 0.5);
    expect(step.open_in_ms).toBe(500);
  });

  it('spreads pages that lost the same master', () => {
    const step = reconnect.opened(reconnect.firstStep());
    expect(reconnect.closed(step, 0).open_in_ms).toBeLessThan(
      reconnect.closed(step, 1).open_in_ms!,
    );
  });
});

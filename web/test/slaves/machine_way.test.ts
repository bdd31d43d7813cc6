// Machines: the steps that are shown of one.
import { describe, expect, it } from 'vitest';

import { type Machine, strainText, summaryOf, wayOf } from '../../src/slaves/machine_way';

const machine: Machine = {
  id: 'k-0',
  template: 't',
  address: '',
  step: 'connecting',
  step_s: 1.5,
  steps: [
    { step: 'requested', seconds: 0.5 },
    { step: 'booting', seconds: 3 },
  ],
  error: null,
  can_retry: false,
  idle_stop_in_s: null,
  pinned: false,
  adopted: false,
  slaves: [],
  users: 0,
  price_per_hour: null,
};

describe('wayOf', () => {
  it('has the seconds of what is behind it, and nothing for what is to come', () => {
    expect(wayOf(machine).map(({ seconds }) => seconds)).toEqual([0.5, 3, 1.5, null]);
  });

  it('is of the last attempt only', () => {
    const again: Machine = {
      ...machine,
      step: 'requested',
      step_s: 0.1,
      steps: [...machine.steps, { step: 'failed', seconds: 9 }],
    };
    expect(wayOf(again)[0]?.seconds).toBe(0.1);
    const booted: Machine = {
      ...again,
      step: 'booting',
      step_s: 2,
      steps: [...again.steps, { step: 'requested', seconds: 0.7 }],
    };
    expect(wayOf(booted).map(({ seconds }) => seconds)).toEqual([0.7, 2, null, null]);
  });
});

it('a summary says the price where there is one, and how near the slaves are to their limit', () => {
  const all = {
    provider: 'p',
    max_machines: 8,
    counted: 2,
    cost_per_hour: 0,
    idle_stop_s: 600,
    autoscale: true,
    strain: null,
    error: null,
    templates: [],
    machines: [],
  };
  expect(summaryOf(all)).toBe('2 of at most 8');
  expect(summaryOf({ ...all, cost_per_hour: 0.8 })).toBe('2 of at most 8, 0.80 an hour');
  expect(strainText(all)).toBe('no run');
  expect(strainText({ ...all, strain: 0.834 })).toBe('slaves at 83 % of their limit');
});

import { describe, expect, it } from 'vitest';

import type { Overview } from '../../src/api/messages';
import {
  adopt,
  bodyOf,
  firstModel,
  problemsOf,
  whyNot,
  withoutSecrets,
} from '../../src/start/form_model';

const task = { name: 't', weight: 1, tags: [] };
const classInfo = (name: string) => ({
  name,
  weight: 1,
  fixed_count: 0,
  host: '',
  executor: '',
  tasks: [task],
});
const argument = (name: string, type: Overview['arguments'][0]['type'], first: unknown) => ({
  name,
  type,
  default: first,
  choices: ['a', 'b'],
  help: '',
});

const overview: Overview = {
  version: '1',
  test: { path: '/t/shop.cpp', name: 'shop.cpp', hash: 'x' },
  defaults: { users: 10, spawn_rate: 2, host: 'http://h', run_time_s: 300, stop_timeout_s: 5 },
  classes: [classInfo('A'), classInfo('B')],
  shapes: [{ name: 'Morning', description: '' }],
  arguments: [
    argument('size', 'integer', 20),
    argument('factor', 'number', '1.5'),
    argument('kinds', 'multi', ['a']),
    argument('slow', 'flag', false),
    argument('key', 'secret', ''),
  ],
  mode: 'distributed',
  insecure_link: false,
  features: [],
};

describe('the start form', () => {
  it('begins with the defaults and makes the request of them', () => {
    const model = firstModel(overview);
    expect(problemsOf(model, overview)).toEqual({});
    expect(bodyOf(model, overview)).toEqual({
      users: 10,
      spawn_rate: 2,
      host: 'http://h',
      run_time: '5m',
      stop_timeout: '5s',
      arguments: { size: 20, factor: 1.5, kinds: ['a'], slow: false },
    });
  });

  it('names classes only when some do not take part', () => {
    const model = { ...firstModel(overview), classes: ['B'] };
    expect(bodyOf(model, overview).user_classes).toEqual(['B']);
    expect(problemsOf({ ...model, classes: [] }, overview)).toHaveProperty('user_classes');
  });

  it('sends a shape without users, an arrival rate with them', () => {
    expect(bodyOf({ ...firstModel(overview), kind: 'shape' }, overview)).toMatchObject({
      shape: 'Morning',
    });
    expect(bodyOf({ ...firstModel(overview), kind: 'shape' }, overview)).not.toHaveProperty(
      'users',
    );
    const rate = bodyOf(
      { ...firstModel(overview), kind: 'rate', rate: '50', poisson: true },
      overview,
    );
    expect(rate).toMatchObject({ rate: 50, poisson: true, users: 10 });
  });

  it.each([
    [{ users: '0' }, 'users'],
    [{ users: '1.5' }, 'users'],
    [{ spawn_rate: '' }, 'spawn_rate'],
    [{ kind: 'rate' as const, rate: '' }, 'rate'],
    [{ run_time: '5 apples' }, 'run_time'],
    [{ stop_timeout: '-1' }, 'stop_timeout'],
    [{ arguments: { size: '2.5', factor: '1' } }, 'size'],
    [{ arguments: { size: '2', factor: 'x' } }, 'factor'],
  ])('%j has a problem at %s', (change, field) => {
    expect(Object.keys(problemsOf({ ...firstModel(overview), ...change }, overview))).toEqual([
      field,
    ]);
  });

  it('goes through storage and back, without secrets', () => {
    const model = firstModel(overview);
    model.arguments.key = 'hidden';
    model.arguments.slow = true;
    const stored = JSON.stringify(withoutSecrets(model, overview));
    expect(stored).not.toContain('hidden');
    const back = adopt(overview, JSON.parse(stored));
    expect(back).toEqual({ ...model, arguments: { ...model.arguments, key: '' } });
  });

  it('drops of a stored form what the test does not know, and what has the wrong type', () => {
    const back = adopt(overview, {
      users: 7,
      host: 'http://other',
      kind: 'shape',
      shape: 'Gone',
      classes: ['B', 'Gone'],
      arguments: { size: true, gone: 'x' },
    });
    expect(back).toMatchObject({
      users: '10',
      host: 'http://other',
      kind: 'users',
      classes: ['B'],
    });
    expect(back.arguments).not.toHaveProperty('gone');
    expect(back.arguments.size).toBe('20');
    expect(adopt(overview, 'nonsense')).toEqual(firstModel(overview));
  });

  it('says in words why no run can begin', () => {
    const ready = { active: false, slaves: 1, mode: 'distributed' as const, may: true };
    expect(whyNot({}, ready)).toBeNull();
    expect(whyNot({}, { ...ready, slaves: 0 })).toContain('acrida slave');
    expect(whyNot({}, { ...ready, slaves: 0, mode: 'local' })).toBeNull();
    expect(whyNot({}, { ...ready, active: true })).toContain('A run goes on');
    expect(whyNot({ users: 'x' }, ready)).toContain('One field');
    expect(whyNot({}, { ...ready, may: false })).toContain('role');
  });
});

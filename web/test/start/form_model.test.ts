import { describe, expect, it } from 'vitest';

import type { Overview } from '../../src/api/messages';
import {
  adopt,
  bodyOf,
  carryOver,
  firstModel,
  parseStages,
  problemsOf,
  tagsOf,
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
      shape: 'Default',
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

  it('sends stages as a ready-made shape, each row checked by itself', () => {
    const model = { ...firstModel(overview), kind: 'stages' as const };
    model.stages = [
      { duration: '1m', users: '100' },
      { duration: ' 30s', users: '0' },
    ];
    expect(bodyOf(model, overview).shape).toBe('stages:1m:100,30s:0');
    expect(parseStages('stages:1m:100,30s:0')).toEqual([
      { duration: '1m', users: '100' },
      { duration: '30s', users: '0' },
    ]);
    expect(parseStages('steps:users=10')).toBeNull();
    model.stages = [
      { duration: 'soon', users: '1' },
      { duration: '5m', users: '1.5' },
    ];
    expect(Object.keys(problemsOf(model, overview))).toEqual(['stages.0', 'stages.1']);
    model.stages = [{ duration: '0s', users: '5' }];
    expect(problemsOf(model, overview)['stages.0']).toMatch(/time/);
  });

  it('says so when the users are not to follow the one shape of the test', () => {
    expect(bodyOf(firstModel(overview), overview).shape).toBe('Default');
    const none = { ...overview, shapes: [] };
    expect(bodyOf(firstModel(none), none).shape).toBeUndefined();
    const begun = (shape: string) => firstModel({ ...none, defaults: { ...none.defaults, shape } });
    expect(begun('stages:1m:5')).toMatchObject({
      kind: 'stages',
      stages: [{ duration: '1m', users: '5' }],
    });
    expect(begun('spike:base=1')).toMatchObject({ kind: 'shape', shape: 'spike:base=1' });
  });

  it('sends tags and thresholds when they are not those of the master', () => {
    const tagged: Overview = {
      ...overview,
      defaults: { ...overview.defaults, tags: ['read'], thresholds: ['rate>1'] },
      classes: [
        {
          ...classInfo('A'),
          tasks: [{ ...task, tags: ['read'], tasks: [{ ...task, tags: ['inner'] }] }],
        },
      ],
    };
    expect(tagsOf(tagged)).toEqual(['inner', 'read']);
    const model = firstModel(tagged);
    expect(bodyOf(model, tagged)).not.toHaveProperty('tags');
    expect(bodyOf(model, tagged)).not.toHaveProperty('thresholds');
    const changed = { ...model, tags: [], exclude_tags: ['inner'], thresholds: ['p95<1s', ' '] };
    expect(bodyOf(changed, tagged)).toMatchObject({
      tags: [],
      exclude_tags: ['inner'],
      thresholds: ['p95<1s'],
    });
    expect(adopt(tagged, JSON.parse(JSON.stringify(changed)))).toEqual(changed);
    expect(adopt(tagged, { tags: ['gone', 'read'], thresholds: [5], stages: [] })).toMatchObject({
      tags: ['read'],
      thresholds: ['rate>1'],
    });
  });

  it('after a swap of the test keeps what was changed by hand, and no more', () => {
    const model = {
      ...firstModel(overview),
      users: '77',
      arguments: { ...firstModel(overview).arguments, factor: '9', key: 'secret' },
    };
    const after: Overview = {
      ...overview,
      classes: [...overview.classes, classInfo('C')],
      arguments: [
        argument('size', 'integer', 50),
        argument('factor', 'number', '1.5'),
        argument('key', 'secret', ''),
        argument('fresh', 'text', 'x'),
      ],
    };
    const carried = carryOver(overview, after, model);
    expect(carried.users).toBe('77');
    expect(carried.classes).toEqual(['A', 'B', 'C']);
    expect(carried.arguments).toEqual({ size: '50', factor: '9', key: 'secret', fresh: 'x' });
    expect(carryOver(after, after, carried)).toEqual(carried);
  });
});

// FormModel: what the start form holds, as texts like the fields; checks and the request made of it.
// Pure.
import type { ArgumentInfo, Overview, StartBody, TaskInfo } from '../api/messages';
import { parseSpan, spanText } from '../text/format';

export type LoadKind = 'users' | 'rate' | 'stages' | 'shape';

/** A straight line to so many users. */
export interface Stage {
  duration: string;
  users: string;
}
export type ArgumentValue = string | string[] | boolean;

export interface FormModel {
  kind: LoadKind;
  users: string;
  spawn_rate: string;
  rate: string;
  poisson: boolean;
  shape: string;
  stages: Stage[];
  host: string;
  run_time: string;
  stop_timeout: string;
  /** Names of the classes that take part. */
  classes: string[];
  tags: string[];
  exclude_tags: string[];
  /** As they are written; beside those of the test's code. */
  thresholds: string[];
  arguments: Record<string, ArgumentValue>;
}

const FIRST_STAGES: Stage[] = [
  { duration: '1m', users: '100' },
  { duration: '5m', users: '100' },
  { duration: '30s', users: '0' },
];
/** What the master takes for a run without a load shape. */
const NO_SHAPE = 'Default';

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

export function firstValue(argument: ArgumentInfo): ArgumentValue {
  switch (argument.type) {
    case 'flag':
      return argument.default === true || argument.default === 'true';
    case 'multi':
      return Array.isArray(argument.default)
        ? argument.default.map(String)
        : text(argument.default).split(',').filter(Boolean);
    default:
      return text(argument.default);
  }
}

/** "stages:1m:100,30s:0" as the rows of a table; null when it is something else. */
export function parseStages(text: string): Stage[] | null {
  if (!text.startsWith('stages:')) return null;
  return text
    .slice('stages:'.length)
    .split(',')
    .map((part) => {
      const at = part.lastIndexOf(':');
      return { duration: part.slice(0, at), users: part.slice(at + 1) };
    });
}

function stagesText(stages: Stage[]): string {
  return `stages:${stages.map(({ duration, users }) => `${duration.trim()}:${users.trim()}`).join(',')}`;
}

/** All tags of the tasks, of those in sets too. */
export function tagsOf(overview: Overview): string[] {
  const tags = new Set<string>();
  const add = (tasks: TaskInfo[]) => {
    for (const task of tasks) {
      for (const tag of task.tags) tags.add(tag);
      add(task.tasks ?? []);
    }
  };
  for (const one of overview.classes) add(one.tasks);
  return [...tags].sort();
}

/** Names of the test's shapes, and the one that the master was started with. */
export function shapesOf(overview: Overview): Overview['shapes'] {
  const { shape = '' } = overview.defaults;
  const known = overview.shapes.some(({ name }) => name === shape);
  if (shape === '' || shape === NO_SHAPE || known || parseStages(shape)) return overview.shapes;
  return [{ name: shape, description: 'as the master was started' }, ...overview.shapes];
}

export function firstModel(overview: Overview): FormModel {
  const { defaults } = overview;
  const stages = parseStages(defaults.shape ?? '');
  const byShape = shapesOf(overview).some(({ name }) => name === defaults.shape);
  return {
    kind: stages ? 'stages' : byShape ? 'shape' : 'users',
    users: text(defaults.users ?? 1),
    spawn_rate: text(defaults.spawn_rate ?? 1),
    rate: '',
    poisson: false,
    shape: byShape ? defaults.shape! : (overview.shapes[0]?.name ?? ''),
    stages: stages ?? FIRST_STAGES,
    host: text(defaults.host),
    run_time: defaults.run_time_s ? spanText(defaults.run_time_s) : '',
    stop_timeout: defaults.stop_timeout_s == null ? '' : spanText(defaults.stop_timeout_s),
    classes: overview.classes.map(({ name }) => name),
    tags: defaults.tags ?? [],
    exclude_tags: defaults.exclude_tags ?? [],
    thresholds: defaults.thresholds ?? [],
    arguments: Object.fromEntries(overview.arguments.map((one) => [one.name, firstValue(one)])),
  };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isStages(value: unknown): value is Stage[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (one: Partial<Stage> | null) =>
        typeof one?.duration === 'string' && typeof one.users === 'string',
    )
  );
}

/** A stored or linked form put on this test: what the test does not know is dropped. */
export function adopt(overview: Overview, stored: unknown): FormModel {
  const model = firstModel(overview);
  if (typeof stored !== 'object' || stored === null) return model;
  const from = stored as Partial<FormModel>;
  for (const key of ['users', 'spawn_rate', 'rate', 'host', 'run_time', 'stop_timeout'] as const) {
    if (typeof from[key] === 'string') model[key] = from[key];
  }
  if (from.kind === 'rate' || from.kind === 'users' || from.kind === 'stages')
    model.kind = from.kind;
  if (isStages(from.stages)) model.stages = from.stages;
  if (isTexts(from.thresholds)) model.thresholds = from.thresholds;
  const known = tagsOf(overview);
  for (const key of ['tags', 'exclude_tags'] as const)
    if (isTexts(from[key])) model[key] = from[key].filter((tag) => known.includes(tag));
  if (typeof from.poisson === 'boolean') model.poisson = from.poisson;
  if (shapesOf(overview).some(({ name }) => name === from.shape)) {
    model.shape = from.shape!;
    if (from.kind === 'shape') model.kind = 'shape';
  }
  if (Array.isArray(from.classes)) {
    const ticked = model.classes.filter((name) => from.classes!.includes(name));
    if (ticked.length > 0) model.classes = ticked;
  }
  for (const one of overview.arguments) {
    const value = from.arguments?.[one.name];
    if (value !== undefined && typeof value === typeof model.arguments[one.name]) {
      model.arguments[one.name] = value;
    }
  }
  return model;
}

/** The form after the test was swapped: what was not changed by hand is as the new version has it. */
export function carryOver(before: Overview, after: Overview, model: FormModel): FormModel {
  const first = firstModel(before);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const changed = Object.fromEntries(
    Object.entries(model).filter(([key, value]) => !same(value, first[key as keyof FormModel])),
  );
  const values = Object.entries(model.arguments).filter(
    ([name, value]) => !same(value, first.arguments[name]),
  );
  return adopt(after, { ...changed, arguments: Object.fromEntries(values) });
}

/** Without the values of secrets, for storage and links. */
export function withoutSecrets(model: FormModel, overview: Overview): FormModel {
  const secret = new Set(
    overview.arguments.filter(({ type }) => type === 'secret').map(({ name }) => name),
  );
  return {
    ...model,
    arguments: Object.fromEntries(
      Object.entries(model.arguments).filter(([name]) => !secret.has(name)),
    ),
  };
}

export type Problems = Record<string, string>;

/** What is wrong, by field; an empty object when the form can be sent. */
export function problemsOf(model: FormModel, overview: Overview): Problems {
  const problems: Problems = {};
  if (model.kind === 'stages') {
    model.stages.forEach(({ duration, users }, i) => {
      if (parseSpan(duration) === null) problems[`stages.${i}`] = 'A time span: 90s, 5m or 1h30m';
      else if (!/^\d+$/.test(users.trim())) problems[`stages.${i}`] = 'A whole number of users';
    });
    if (model.stages.every(({ duration }) => parseSpan(duration) === 0))
      problems['stages.0'] = 'One stage at least must take some time';
  } else if (model.kind !== 'shape') {
    if (!/^\d+$/.test(model.users.trim()) || Number(model.users) < 1) {
      problems.users = 'A whole number from 1 on';
    }
    if (model.kind === 'users' && !(Number(model.spawn_rate) > 0)) {
      problems.spawn_rate = 'A number above 0';
    }
    if (model.kind === 'rate' && !(Number(model.rate) > 0)) problems.rate = 'A number above 0';
  }
  for (const key of ['run_time', 'stop_timeout'] as const) {
    if (model[key].trim() !== '' && parseSpan(model[key]) === null) {
      problems[key] = 'A time span: 90, 90s, 5m or 1h30m';
    }
  }
  if (overview.classes.length > 0 && model.classes.length === 0) {
    problems.user_classes = 'Tick at least one class of users';
  }
  for (const one of overview.arguments) {
    const value = model.arguments[one.name];
    if (one.type !== 'number' && one.type !== 'integer') continue;
    if (typeof value !== 'string' || value.trim() === '' || !Number.isFinite(Number(value))) {
      problems[one.name] = 'A number';
    } else if (one.type === 'integer' && !Number.isInteger(Number(value))) {
      problems[one.name] = 'A whole number';
    }
  }
  return problems;
}

function sameTexts(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function sentArgument(type: ArgumentInfo['type'], value: ArgumentValue): unknown {
  return type === 'number' || type === 'integer' ? Number(value) : value;
}

export function bodyOf(model: FormModel, overview: Overview): StartBody {
  const body: StartBody = {};
  const { shape = '' } = overview.defaults;
  if (model.kind === 'shape') body.shape = model.shape;
  else if (model.kind === 'stages') body.shape = stagesText(model.stages);
  else {
    body.users = Number(model.users);
    // A test with one shape, or a master that was started with one, would take it.
    if (overview.shapes.length > 0 || shape !== '') body.shape = NO_SHAPE;
  }
  if (model.kind === 'users') body.spawn_rate = Number(model.spawn_rate);
  if (model.kind === 'rate') {
    body.rate = Number(model.rate);
    body.poisson = model.poisson;
    // All users that may be needed wait from the beginning.
    body.spawn_rate = Number(model.spawn_rate) > 0 ? Number(model.spawn_rate) : Number(model.users);
  }
  if (model.host.trim() !== '') body.host = model.host.trim();
  if (model.run_time.trim() !== '') body.run_time = model.run_time.trim();
  if (model.stop_timeout.trim() !== '') body.stop_timeout = model.stop_timeout.trim();
  if (model.classes.length < overview.classes.length) body.user_classes = model.classes;
  const { defaults } = overview;
  for (const key of ['tags', 'exclude_tags'] as const)
    if (!sameTexts(model[key], defaults[key] ?? [])) body[key] = model[key];
  const thresholds = model.thresholds.map((text) => text.trim()).filter(Boolean);
  if (!sameTexts(thresholds, defaults.thresholds ?? [])) body.thresholds = thresholds;
  const values = overview.arguments
    // A secret that was left empty stays what the command line said.
    .filter(({ name, type }) => type !== 'secret' || model.arguments[name] !== '')
    .map(({ name, type }) => [name, sentArgument(type, model.arguments[name] ?? '')] as const);
  if (values.length > 0) body.arguments = Object.fromEntries(values);
  return body;
}

/** Why no run can begin now; nothing when one can. */
export function whyNot(
  problems: Problems,
  state: { active: boolean; slaves: number; mode: Overview['mode']; may: boolean },
): string | null {
  if (!state.may) return 'Your role allows to look, not to start runs.';
  if (state.active) return 'A run goes on: edit it, or stop it first.';
  if (state.slaves === 0 && state.mode === 'distributed') {
    return 'No slave is connected. Start one with: acrida slave --master-host HOST';
  }
  const count = Object.keys(problems).length;
  if (count > 0)
    return count === 1 ? 'One field needs another value.' : `${count} fields need other values.`;
  return null;
}

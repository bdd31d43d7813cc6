// FormModel: what the start form holds, as texts like the fields; checks and the request made of it.
// Pure.
import type { ArgumentInfo, Overview, StartBody } from '../api/messages';
import { parseSpan, spanText } from '../text/format';

export type LoadKind = 'users' | 'rate' | 'shape';
export type ArgumentValue = string | string[] | boolean;

export interface FormModel {
  kind: LoadKind;
  users: string;
  spawn_rate: string;
  rate: string;
  poisson: boolean;
  shape: string;
  host: string;
  run_time: string;
  stop_timeout: string;
  /** Names of the classes that take part. */
  classes: string[];
  arguments: Record<string, ArgumentValue>;
}

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

export function firstModel(overview: Overview): FormModel {
  const { defaults } = overview;
  return {
    kind: 'users',
    users: text(defaults.users ?? 1),
    spawn_rate: text(defaults.spawn_rate ?? 1),
    rate: '',
    poisson: false,
    shape: overview.shapes[0]?.name ?? '',
    host: text(defaults.host),
    run_time: defaults.run_time_s ? spanText(defaults.run_time_s) : '',
    stop_timeout: defaults.stop_timeout_s == null ? '' : spanText(defaults.stop_timeout_s),
    classes: overview.classes.map(({ name }) => name),
    arguments: Object.fromEntries(overview.arguments.map((one) => [one.name, firstValue(one)])),
  };
}

/** A stored or linked form put on this test: what the test does not know is dropped. */
export function adopt(overview: Overview, stored: unknown): FormModel {
  const model = firstModel(overview);
  if (typeof stored !== 'object' || stored === null) return model;
  const from = stored as Partial<FormModel>;
  for (const key of ['users', 'spawn_rate', 'rate', 'host', 'run_time', 'stop_timeout'] as const) {
    if (typeof from[key] === 'string') model[key] = from[key];
  }
  if (from.kind === 'rate' || from.kind === 'users') model.kind = from.kind;
  if (typeof from.poisson === 'boolean') model.poisson = from.poisson;
  if (overview.shapes.some(({ name }) => name === from.shape)) {
    model.shape = from.shape!;
    if (from.kind === 'shape') model.kind = 'shape';
  }
  if (Array.isArray(from.classes)) {
    const known = model.classes.filter((name) => from.classes!.includes(name));
    if (known.length > 0) model.classes = known;
  }
  for (const one of overview.arguments) {
    const value = from.arguments?.[one.name];
    if (value !== undefined && typeof value === typeof model.arguments[one.name]) {
      model.arguments[one.name] = value;
    }
  }
  return model;
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
  if (model.kind !== 'shape') {
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

function sentArgument(type: ArgumentInfo['type'], value: ArgumentValue): unknown {
  return type === 'number' || type === 'integer' ? Number(value) : value;
}

export function bodyOf(model: FormModel, overview: Overview): StartBody {
  const body: StartBody = {};
  if (model.kind === 'shape') body.shape = model.shape;
  else body.users = Number(model.users);
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

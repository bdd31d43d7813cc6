// StartPage: the form that starts a run.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { canCommand } from '../access';
import { active, hrefOf, live, params } from '../app';
import { API, ApiError, post } from '../api/client';
import type { Overview } from '../api/messages';
import { TextField } from '../parts/field';
import { ArgumentFields } from './argument_fields';
import { ClassList } from './class_list';
import {
  adopt,
  bodyOf,
  carryOver,
  firstModel,
  problemsOf,
  tagsOf,
  whyNot,
  withoutSecrets,
  type FormModel,
} from './form_model';
import { LoadFields } from './load_fields';
import { PlanPreview } from './plan_preview';
import { PresetBar } from './preset_bar';
import { keepLast, readPresets } from './presets';
import { TagChips } from './tag_chips';
import { ThresholdList } from './threshold_list';

function firstForm(overview: Overview): FormModel {
  const linked = params.peek().form;
  if (linked) {
    try {
      return adopt(overview, JSON.parse(linked));
    } catch {
      return firstModel(overview);
    }
  }
  return adopt(overview, readPresets(overview.test.name).last);
}

/** A host that differs from what a class says of itself. */
function hostWarning(model: FormModel, overview: Overview): string | undefined {
  const own = overview.classes.filter(
    ({ name, host }) => host !== '' && model.classes.includes(name) && host !== model.host,
  );
  if (own.length === 0 || model.host === '') return undefined;
  return `In place of ${own[0]!.host}, which ${own[0]!.name} names itself`;
}

export function StartPage() {
  const overview = live.overview.value!;
  const model = useSignal(firstForm(overview));
  const known = useRef(overview);
  if (known.current !== overview) {
    model.value = carryOver(known.current, overview, model.peek());
    known.current = overview;
  }
  const refused = useSignal<ApiError | null>(null);
  const planRefused = useSignal<ApiError | null>(null);
  const busy = useSignal(false);
  const form = model.value;
  const problems = problemsOf(form, overview);
  const change = (part: Partial<FormModel>) => {
    model.value = { ...model.peek(), ...part };
    refused.value = null;
  };
  const slaves = live.slaves.value.filter((slave) => slave.present).length;
  const reason = whyNot(problems, {
    active: active.value,
    slaves,
    mode: overview.mode,
    may: canCommand.value,
  });
  const fieldError = (field: string): { error?: string } => {
    const told = refused.value ?? planRefused.value;
    const text = problems[field] ?? (told?.field === field ? told.message : undefined);
    return text ? { error: text } : {};
  };
  const body = Object.keys(problems).length === 0 ? bodyOf(form, overview) : null;
  const test = overview.test.name;
  const tags = tagsOf(overview);
  const secrets = overview.arguments
    .filter(({ type }) => type === 'secret')
    .map(({ name }) => name);
  const start = async (event: Event) => {
    event.preventDefault();
    if (body === null || reason !== null || busy.peek()) return;
    busy.value = true;
    try {
      await post(`${API}/run/start`, body);
      keepLast(test, withoutSecrets(form, overview));
      location.hash = hrefOf('live');
    } catch (error) {
      refused.value = error as ApiError;
    }
    busy.value = false;
  };
  return (
    <div class="start">
      <div class="page-head">
        <h1>Start a run</h1>
        <PresetBar
          test={test}
          model={withoutSecrets(form, overview)}
          onChoose={(chosen) => change(chosen ? adopt(overview, chosen) : firstModel(overview))}
        />
      </div>
      <form class="card start-form" onSubmit={(event) => void start(event)} noValidate>
        {overview.classes.length > 0 && (
          <ClassList
            classes={overview.classes}
            ticked={form.classes}
            onChange={(classes) => change({ classes })}
            error={fieldError('user_classes').error}
          />
        )}
        <LoadFields model={form} overview={overview} change={change} fieldError={fieldError} />
        <fieldset>
          <legend>Target and time</legend>
          <TextField
            label="Host"
            value={form.host}
            onChange={(host) => change({ host })}
            placeholder="https://shop.example"
            hint={hostWarning(form, overview)}
            {...fieldError('host')}
          />
          <div class="form-two">
            <TextField
              label="Run time"
              value={form.run_time}
              onChange={(run_time) => change({ run_time })}
              placeholder="until stopped"
              hint="90s, 5m, 1h30m"
              {...fieldError('run_time')}
            />
            <TextField
              label="Stop timeout"
              value={form.stop_timeout}
              onChange={(stop_timeout) => change({ stop_timeout })}
              hint="Tasks may finish so long"
              {...fieldError('stop_timeout')}
            />
          </div>
        </fieldset>
        {tags.length > 0 && (
          <TagChips
            tags={tags}
            only={form.tags}
            without={form.exclude_tags}
            onChange={change}
            error={fieldError('tags').error ?? fieldError('exclude_tags').error}
          />
        )}
        <ThresholdList
          own={overview.thresholds ?? []}
          thresholds={form.thresholds}
          onChange={(thresholds) => change({ thresholds })}
          fieldError={fieldError}
        />
        {overview.arguments.length > 0 && (
          <fieldset>
            <legend>Arguments of the test</legend>
            <ArgumentFields
              list={overview.arguments}
              values={form.arguments}
              problems={{
                ...problems,
                ...(refused.value?.field ? { [refused.value.field]: refused.value.message } : {}),
              }}
              onChange={(values) => change({ arguments: values })}
            />
          </fieldset>
        )}
        <div class="start-foot">
          <button
            class="primary large"
            disabled={reason !== null || busy.value}
            aria-describedby="why-not"
          >
            {busy.value ? 'Starting…' : 'Start the run'}
          </button>
          <p
            id="why-not"
            class={refused.value ? 'bad' : 'muted'}
            role={refused.value ? 'alert' : undefined}
          >
            {refused.value?.message ?? reason}
          </p>
        </div>
      </form>
      <PlanPreview body={body} secrets={secrets} refused={planRefused} />
    </div>
  );
}

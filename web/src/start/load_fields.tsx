// LoadFields: how much load: users and their ramp, an arrival rate, or a shape of the test.
import type { Overview } from '../api/messages';
import { NumberField, SelectField } from '../parts/field';
import { shapesOf, type FormModel, type LoadKind } from './form_model';
import { StageList } from './stage_list';

const KINDS: { kind: LoadKind; text: string }[] = [
  { kind: 'users', text: 'Users with a ramp' },
  { kind: 'rate', text: 'Arrival rate' },
  { kind: 'stages', text: 'Stages' },
  { kind: 'shape', text: 'Shape of the test' },
];

export function LoadFields(props: {
  model: FormModel;
  overview: Overview;
  change: (part: Partial<FormModel>) => void;
  fieldError: (field: string) => { error?: string };
}) {
  const { model, overview, change, fieldError } = props;
  const shapes = shapesOf(overview);
  const kinds = KINDS.filter(({ kind }) => kind !== 'shape' || shapes.length > 0);
  const shape = shapes.find(({ name }) => name === model.shape);
  return (
    <fieldset>
      <legend>Load</legend>
      <div class="segments" role="group" aria-label="Kind of load">
        {kinds.map(({ kind, text }) => (
          <button
            type="button"
            key={kind}
            aria-pressed={model.kind === kind}
            onClick={() => change({ kind })}
          >
            {text}
          </button>
        ))}
      </div>
      {model.kind === 'stages' && (
        <StageList
          stages={model.stages}
          onChange={(stages) => change({ stages })}
          fieldError={fieldError}
        />
      )}
      {model.kind === 'stages' ? null : model.kind === 'shape' ? (
        <SelectField
          label="Shape"
          value={model.shape}
          onChange={(value) => change({ shape: value })}
          choices={shapes.map(({ name }) => ({ value: name, text: name }))}
          hint={shape?.description || 'It says the users second by second.'}
          {...fieldError('shape')}
        />
      ) : (
        <div class="form-two">
          {model.kind === 'rate' && (
            <NumberField
              label="Tasks begun per second"
              value={model.rate}
              min={0}
              onChange={(rate) => change({ rate })}
              {...fieldError('rate')}
            />
          )}
          <NumberField
            label={model.kind === 'rate' ? 'Users, at most' : 'Users'}
            value={model.users}
            min={1}
            whole
            onChange={(users) => change({ users })}
            {...fieldError('users')}
          />
          {model.kind === 'users' && (
            <NumberField
              label="Started per second"
              value={model.spawn_rate}
              min={0}
              onChange={(spawn_rate) => change({ spawn_rate })}
              {...fieldError('spawn_rate')}
            />
          )}
        </div>
      )}
      {model.kind === 'rate' && (
        <label class="flag">
          <input
            type="checkbox"
            checked={model.poisson}
            onChange={(event) => change({ poisson: event.currentTarget.checked })}
          />
          <span>
            <b>Random distances</b>{' '}
            <span class="field-hint">as of independent visitors (Poisson)</span>
          </span>
        </label>
      )}
    </fieldset>
  );
}

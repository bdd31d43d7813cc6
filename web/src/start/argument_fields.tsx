// ArgumentFields: the test's own arguments, each by its type.
import type { ArgumentInfo } from '../api/messages';
import { NumberField, SelectField, TextField } from '../parts/field';
import type { ArgumentValue, Problems } from './form_model';

interface Props {
  argument: ArgumentInfo;
  value: ArgumentValue;
  error?: string;
  onChange: (value: ArgumentValue) => void;
}

function Multi({ argument, value, onChange }: Props) {
  const chosen = Array.isArray(value) ? value : [];
  const toggle = (choice: string) =>
    onChange(
      argument.choices.filter((one) =>
        one === choice ? !chosen.includes(one) : chosen.includes(one),
      ),
    );
  return (
    <fieldset class="field bare">
      <legend class="field-label">{argument.name}</legend>
      <div class="chips">
        {argument.choices.map((choice) => (
          <button
            type="button"
            class="chip"
            key={choice}
            aria-pressed={chosen.includes(choice)}
            onClick={() => toggle(choice)}
          >
            {choice}
          </button>
        ))}
      </div>
      {argument.help && <span class="field-hint">{argument.help}</span>}
    </fieldset>
  );
}

function Flag({ argument, value, onChange }: Props) {
  return (
    <label class="flag">
      <input
        type="checkbox"
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        <b>{argument.name}</b>
        {argument.help && <span class="field-hint"> {argument.help}</span>}
      </span>
    </label>
  );
}

function ArgumentField(props: Props) {
  const { argument, value, onChange, error } = props;
  const common = {
    label: argument.name,
    value: String(value),
    onChange,
    hint: argument.help || undefined,
    ...(error ? { error } : {}),
  };
  switch (argument.type) {
    case 'flag':
      return <Flag {...props} />;
    case 'multi':
      return <Multi {...props} />;
    case 'choice':
      return (
        <SelectField
          {...common}
          choices={argument.choices.map((one) => ({ value: one, text: one }))}
        />
      );
    case 'integer':
    case 'number':
      return <NumberField {...common} whole={argument.type === 'integer'} />;
    case 'secret':
      return <TextField {...common} type="password" placeholder="as the master was started with" />;
    case 'text':
      return <TextField {...common} />;
  }
}

export function ArgumentFields(props: {
  list: ArgumentInfo[];
  values: Record<string, ArgumentValue>;
  problems: Problems;
  onChange: (values: Record<string, ArgumentValue>) => void;
}) {
  const { list, values, problems, onChange } = props;
  return (
    <div class="form-two">
      {list.map((argument) => (
        <ArgumentField
          key={argument.name}
          argument={argument}
          value={values[argument.name] ?? ''}
          {...(problems[argument.name] ? { error: problems[argument.name]! } : {})}
          onChange={(value) => onChange({ ...values, [argument.name]: value })}
        />
      ))}
    </div>
  );
}

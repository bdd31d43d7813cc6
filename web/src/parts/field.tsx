// Fields of forms: a label, an input, a hint or an error under it.
import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ComponentChildren;
  error?: string;
  placeholder?: string;
  name?: string;
}

function Frame(props: {
  id: string;
  label: string;
  hint?: ComponentChildren;
  error?: string;
  children: ComponentChildren;
}) {
  const { id, label, hint, error, children } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {(error ?? hint) && (
        <span
          id={`${id}-hint`}
          class={error ? 'field-error' : 'field-hint'}
          role={error ? 'alert' : undefined}
        >
          {error ?? hint}
        </span>
      )}
    </div>
  );
}

export function TextField(props: FieldProps & { type?: 'text' | 'password' }) {
  const id = useId();
  return (
    <Frame {...props} id={id}>
      <input
        id={id}
        name={props.name}
        type={(props.type ?? 'text') as 'text'}
        value={props.value}
        placeholder={props.placeholder}
        autoComplete="off"
        spellcheck={false}
        aria-invalid={props.error !== undefined}
        aria-describedby={(props.error ?? props.hint) ? `${id}-hint` : undefined}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </Frame>
  );
}

export function NumberField(props: FieldProps & { min?: number; whole?: boolean }) {
  const id = useId();
  return (
    <Frame {...props} id={id}>
      <input
        id={id}
        name={props.name}
        type="number"
        inputMode="decimal"
        min={props.min}
        step={props.whole ? 1 : 'any'}
        value={props.value}
        placeholder={props.placeholder}
        aria-invalid={props.error !== undefined}
        aria-describedby={(props.error ?? props.hint) ? `${id}-hint` : undefined}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </Frame>
  );
}

export function SelectField(props: FieldProps & { choices: { value: string; text: string }[] }) {
  const id = useId();
  return (
    <Frame {...props} id={id}>
      <select
        id={id}
        name={props.name}
        value={props.value}
        aria-invalid={props.error !== undefined}
        aria-describedby={(props.error ?? props.hint) ? `${id}-hint` : undefined}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.choices.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

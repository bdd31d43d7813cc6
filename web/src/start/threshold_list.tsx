// ThresholdList: what the run is judged by, line by line.
import { Icon } from '../parts/icon';

const EXAMPLES = ['p95<500ms', 'failures<1%', 'rate>100'];

export function ThresholdList(props: {
  /** Of the test's code: they stay. */
  own: string[];
  thresholds: string[];
  onChange: (thresholds: string[]) => void;
  fieldError: (field: string) => { error?: string };
}) {
  const { own, thresholds, onChange, fieldError } = props;
  // Empty lines are not sent, so the master counts without them.
  const sentAs = (at: number) => thresholds.slice(0, at).filter((text) => text.trim()).length;
  return (
    <fieldset>
      <legend>Thresholds</legend>
      {own.map((text) => (
        <p key={text} class="own-threshold">
          <code>{text}</code> <span class="muted">of the test</span>
        </p>
      ))}
      {thresholds.map((text, i) => {
        const { error } = text.trim() ? fieldError(`thresholds.${sentAs(i)}`) : {};
        return (
          <div class="field" key={i}>
            <div class="with-button">
              <input
                value={text}
                aria-label={`Threshold ${i + 1}`}
                aria-invalid={error !== undefined}
                placeholder="p95(/item)<200ms for 30s"
                autoComplete="off"
                spellcheck={false}
                onInput={(event) => onChange(thresholds.with(i, event.currentTarget.value))}
              />
              <button
                type="button"
                class="plain icon"
                aria-label={`Remove threshold ${i + 1}`}
                onClick={() => onChange(thresholds.filter((_, at) => at !== i))}
              >
                <Icon name="close" />
              </button>
            </div>
            {error && (
              <span class="field-error" role="alert">
                {error}
              </span>
            )}
          </div>
        );
      })}
      {thresholds.length === 0 && own.length === 0 && (
        <p class="muted">With thresholds the run says by itself whether it passed.</p>
      )}
      {fieldError('thresholds').error && (
        <p class="field-error" role="alert">
          {fieldError('thresholds').error}
        </p>
      )}
      <div class="chips">
        {EXAMPLES.filter((text) => !thresholds.includes(text)).map((text) => (
          <button
            type="button"
            class="chip"
            key={text}
            aria-label={`Add the threshold ${text}`}
            onClick={() => onChange([...thresholds, text])}
          >
            + {text}
          </button>
        ))}
        <button type="button" class="chip" onClick={() => onChange([...thresholds, ''])}>
          add another
        </button>
      </div>
    </fieldset>
  );
}

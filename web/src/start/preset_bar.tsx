// PresetBar: fills the form with the last run's values or saved ones, and saves it.
import { useSignal } from '@preact/signals';

import { hrefOf, tell } from '../app';
import { Dialog } from '../parts/dialog';
import { TextField } from '../parts/field';
import type { FormModel } from './form_model';
import { deletePreset, readPresets, savePreset } from './presets';

export function PresetBar(props: {
  test: string;
  model: FormModel;
  /** Fills the form; null: with the test's own defaults. */
  onChoose: (model: FormModel | null) => void;
}) {
  const { test, model, onChoose } = props;
  const kept = useSignal(readPresets(test));
  const saving = useSignal(false);
  const name = useSignal('');
  const chosen = useSignal('');
  const names = Object.keys(kept.value.saved).sort();

  const choose = (value: string) => {
    chosen.value = value;
    if (value === '') onChoose(null);
    else if (value === 'last') onChoose(kept.value.last ?? null);
    else onChoose(kept.value.saved[value.slice(6)] ?? null);
  };
  const save = (event: Event) => {
    event.preventDefault();
    if (!savePreset(test, name.value.trim(), model)) tell('The browser does not store it', true);
    kept.value = readPresets(test);
    chosen.value = `saved ${name.value.trim()}`;
    saving.value = false;
  };
  const remove = () => {
    deletePreset(test, chosen.value.slice(6));
    kept.value = readPresets(test);
    chosen.value = '';
  };
  const copyLink = async () => {
    const url = new URL(hrefOf('start', { form: JSON.stringify(model) }), location.href);
    try {
      await navigator.clipboard.writeText(url.href);
      tell('The link is copied');
    } catch {
      location.hash = url.hash; // no clipboard without TLS: the address bar has it
    }
  };
  return (
    <div class="preset-bar">
      <select
        aria-label="Preset"
        value={chosen.value}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">Defaults of the test</option>
        {kept.value.last && <option value="last">Last run</option>}
        {names.map((one) => (
          <option key={one} value={`saved ${one}`}>
            {one}
          </option>
        ))}
      </select>
      <button onClick={() => (saving.value = true)}>Save as…</button>
      {chosen.value.startsWith('saved ') && <button onClick={remove}>Delete</button>}
      <button onClick={() => void copyLink()}>Copy link</button>
      {saving.value && (
        <Dialog title="Save as a preset" onClose={() => (saving.value = false)}>
          <form onSubmit={save}>
            <TextField
              label="Name"
              value={name.value}
              hint="Kept in this browser; secrets are not."
              onChange={(value) => (name.value = value)}
            />
            <div class="dialog-foot">
              <button type="button" onClick={() => (saving.value = false)}>
                Cancel
              </button>
              <button class="primary" disabled={name.value.trim() === ''}>
                Save
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </div>
  );
}

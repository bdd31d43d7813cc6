// RunEditor: a run's name, note and tags.
import { useSignal } from '@preact/signals';

import { API, post } from '../api/client';
import { Dialog } from '../parts/dialog';
import { TextField } from '../parts/field';
import type { RunInfo } from './run_info';

export function RunEditor(props: { run: RunInfo; onClose: (changed: boolean) => void }) {
  const { run, onClose } = props;
  const name = useSignal(run.name);
  const note = useSignal(run.note);
  const tags = useSignal(run.tags.join(', '));
  const problem = useSignal('');
  const save = async (event: Event) => {
    event.preventDefault();
    const list = tags.value
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean);
    try {
      await post(`${API}/runs/${run.id}/edit`, {
        name: name.value.trim(),
        note: note.value,
        tags: list,
      });
      onClose(true);
    } catch (error) {
      problem.value = (error as Error).message;
    }
  };
  return (
    <Dialog title="Name and note" onClose={() => onClose(false)}>
      <form class="form-grid" onSubmit={(event) => void save(event)}>
        <TextField label="Name" value={name.value} onChange={(value) => (name.value = value)} />
        <TextField
          label="Tags"
          value={tags.value}
          hint="with commas between"
          onChange={(value) => (tags.value = value)}
        />
        <div class="field">
          <label for="run-note">Note</label>
          <textarea
            id="run-note"
            rows={5}
            value={note.value}
            onInput={(event) => (note.value = event.currentTarget.value)}
          />
        </div>
        {problem.value && (
          <p class="field-error" role="alert">
            {problem.value}
          </p>
        )}
        <div class="dialog-foot">
          <button type="button" onClick={() => onClose(false)}>
            Cancel
          </button>
          <button class="primary">Save</button>
        </div>
      </form>
    </Dialog>
  );
}

// EditDialog: other numbers of users while the run goes on.
import { useState } from 'preact/hooks';

import { live, tell } from '../app';
import { API, ApiError, post } from '../api/client';
import { Dialog } from '../parts/dialog';
import { NumberField } from '../parts/field';
import { openDialog } from './top_bar';

function close(): void {
  openDialog.value = null;
}

export function EditDialog() {
  const defaults = live.overview.peek()?.defaults;
  const [users, setUsers] = useState(String(live.tick.peek()?.target_users ?? ''));
  const [spawnRate, setSpawnRate] = useState(String(defaults?.spawn_rate ?? 1));
  const [error, setError] = useState<ApiError | null>(null);
  const apply = async (event: Event) => {
    event.preventDefault();
    try {
      await post(`${API}/run/edit`, { users: Number(users), spawn_rate: Number(spawnRate) });
      close();
      tell('The run goes on with the new numbers');
    } catch (reason) {
      setError(reason as ApiError);
    }
  };
  const at = (field: string) => (error?.field === field ? error.message : undefined);
  return (
    <Dialog title="Edit the run" onClose={close}>
      <form onSubmit={(event) => void apply(event)} class="form-grid">
        <NumberField label="Users" value={users} onChange={setUsers} min={0} error={at('users')} />
        <NumberField
          label="Users started or stopped per second"
          value={spawnRate}
          onChange={setSpawnRate}
          min={0.01}
          error={at('spawn_rate')}
        />
        {error && error.field !== 'users' && error.field !== 'spawn_rate' && (
          <p class="field-error" role="alert">
            {error.message}
          </p>
        )}
        <div class="dialog-foot">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button class="primary" disabled={users === '' || !(Number(spawnRate) > 0)}>
            Apply
          </button>
        </div>
      </form>
    </Dialog>
  );
}

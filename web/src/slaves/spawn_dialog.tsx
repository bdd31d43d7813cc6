// SpawnDialog: machines with slaves, and how far they are.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { API, ApiError, post } from '../api/client';
import { Dialog } from '../parts/dialog';
import { NumberField, SelectField, TextField } from '../parts/field';
import { parseSpan, spanText } from '../text/format';
import { MachineProgress } from './machine_progress';
import { summaryOf } from './machine_way';
import { machines, machinesFault, refreshMachines, watchMachines } from './machines';

interface Spawned {
  machines: string[];
}

/** Pressed twice, the same machines are meant. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function SpawnDialog(props: { onClose: () => void }) {
  const key = useSignal(newKey());
  const count = useSignal('1');
  const template = useSignal('');
  const idle = useSignal<string | null>(null);
  const busy = useSignal(false);
  const fault = useSignal<ApiError | null>(null);
  const spawned = useSignal<string[]>([]);
  useEffect(watchMachines, []);
  const all = machines.value;
  const idleText = idle.value ?? (all ? spanText(all.idle_stop_s) : '');
  const idleSeconds = idleText.trim() === '0' ? 0 : parseSpan(idleText);
  const wanted = Number(count.value);
  const isWrong = !Number.isInteger(wanted) || wanted < 1;
  const at = (field: string) => (fault.value?.field === field ? fault.value.message : undefined);

  const spawn = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    fault.value = null;
    try {
      const done = await post<Spawned>(`${API}/machines/spawn`, {
        count: wanted,
        template: template.value || undefined,
        idle_stop_s: idleSeconds ?? undefined,
        key: key.value,
      });
      spawned.value = [...spawned.value, ...done.machines];
      key.value = newKey();
      await refreshMachines();
    } catch (error) {
      fault.value = error as ApiError;
    }
    busy.value = false;
  };

  const step = (by: number) => (count.value = String(Math.max(1, (wanted || 1) + by)));
  const rows = (all?.machines ?? []).filter(({ id }) =>
    spawned.value.some((one) => id === one || id.startsWith(`${one}-r`)),
  );
  const chosen =
    all?.templates.find(({ id }) => id === template.value) ??
    all?.templates.find(({ problem }) => problem === '') ??
    all?.templates[0];
  const other = fault.value && !['count', 'template', 'idle_stop_s'].includes(fault.value.field!);
  return (
    <Dialog title="Spawn slaves" onClose={props.onClose} class="wide-dialog">
      {all === null ? (
        <p class="muted">{machinesFault.value || 'Asking for the templates…'}</p>
      ) : (
        <form class="form-grid" onSubmit={(event) => void spawn(event)}>
          <SelectField
            label="Template"
            value={chosen?.id ?? ''}
            onChange={(value) => (template.value = value)}
            error={at('template') ?? (chosen?.problem || undefined)}
            hint={all.templates.length === 0 ? 'None has been found yet' : all.provider}
            choices={all.templates.map((one) => ({
              value: one.id,
              text:
                one.name +
                (one.cores > 0 ? ` · ${one.cores} ${one.cores === 1 ? 'core' : 'cores'}` : '') +
                (one.price_per_hour === null ? '' : ` · ${one.price_per_hour} an hour`),
            }))}
          />
          <div class="stepper">
            <NumberField
              label="Machines"
              value={count.value}
              min={1}
              whole
              onChange={(value) => (count.value = value)}
              error={at('count')}
              hint={summaryOf(all)}
            />
            <button type="button" aria-label="One machine less" onClick={() => step(-1)}>
              −
            </button>
            <button type="button" aria-label="One machine more" onClick={() => step(1)}>
              +
            </button>
          </div>
          <TextField
            label="Stop after so long without users"
            value={idleText}
            onChange={(value) => (idle.value = value)}
            error={
              at('idle_stop_s') ?? (idleSeconds === null ? '90s, 10m, 1h30m; 0: never' : undefined)
            }
            hint="0: never"
          />
          {all.error && (
            <p class="field-error" role="alert">
              {all.error.cause}; {all.error.remedy}
            </p>
          )}
          {other && (
            <p class="field-error" role="alert">
              {fault.value!.message}
            </p>
          )}
          {rows.length > 0 && (
            <ul class="machines" aria-label="New machines">
              {rows.map((machine) => (
                <li key={machine.id}>
                  <MachineProgress machine={machine} />
                </li>
              ))}
            </ul>
          )}
          <div class="dialog-foot">
            <button type="button" onClick={props.onClose}>
              Close
            </button>
            <button class="primary" disabled={busy.value || isWrong || idleSeconds === null}>
              {wanted > 1 ? `Spawn ${wanted} slaves` : 'Spawn slave'}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

// MachineProgress: the steps of one machine with their seconds, its error and what to do.
import { tell } from '../app';
import { API, post } from '../api/client';
import { type Machine, wayOf } from './machine_way';
import { refreshMachines } from './machines';

const TONE: Record<string, string> = {
  requested: 'accent pulse',
  booting: 'accent pulse',
  connecting: 'accent pulse',
  ready: 'accent',
  running: 'good',
  draining: 'warn pulse',
  stopping: 'warn pulse',
  failed: 'bad',
};

export function StepPill(props: { machine: Machine }) {
  const { step } = props.machine;
  return <span class={`pill ${TONE[step] ?? ''}`}>{step}</span>;
}

export async function orderMachine(path: string, body: object): Promise<boolean> {
  try {
    await post(`${API}/machines/${path}`, body);
    await refreshMachines();
    return true;
  } catch (error) {
    tell(`Machine: ${(error as Error).message}`, true);
    return false;
  }
}

function seconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}

export function MachineProgress(props: { machine: Machine }) {
  const { machine } = props;
  const { error } = machine;
  return (
    <div class="machine">
      <code>
        <bdi>{machine.id}</bdi>
      </code>{' '}
      <StepPill machine={machine} />
      <ol class="way">
        {wayOf(machine).map(({ step, seconds: spent }) => (
          <li key={step} class={spent === null ? 'muted' : ''}>
            {step} {spent !== null && step !== 'ready' && <span>{seconds(spent)}</span>}
          </li>
        ))}
      </ol>
      {error && (
        <p class="field-error">
          {error.step}: {error.cause}. {error.remedy}.
        </p>
      )}
      {machine.can_retry && (
        <button
          type="button"
          aria-label={`${machine.step === 'stopped' ? 'Start' : 'Retry'} ${machine.id}`}
          onClick={() => void orderMachine('retry', { machine: machine.id })}
        >
          {machine.step === 'stopped' ? 'Start' : 'Retry'}
        </button>
      )}
    </div>
  );
}

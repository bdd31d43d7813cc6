// MachineTable: the machines of the cloud: steps, countdown, pin, stop.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { canCommand } from '../access';
import { live } from '../app';
import { Dialog } from '../parts/dialog';
import { clockSpan, count } from '../text/format';
import { MachineProgress, orderMachine } from './machine_progress';
import { isOver, type Machine, strainText, summaryOf } from './machine_way';
import { machines, machinesFault, watchMachines } from './machines';

const EXTENSION_S = 1_800;

function Countdown(props: { machine: Machine }) {
  const { id, idle_stop_in_s: left, pinned } = props.machine;
  if (pinned) return <>pinned</>;
  if (left === null) return null;
  if (!canCommand.value) return <>{clockSpan(left)}</>;
  return (
    <button
      title="Click: 30 minutes more"
      aria-label={`Idle, stops in ${clockSpan(left)}: 30 minutes more for ${id}`}
      onClick={() => void orderMachine('extend', { machine: id, by_s: EXTENSION_S })}
    >
      {clockSpan(left)}
    </button>
  );
}

function Commands(props: { machine: Machine; onStop: () => void }) {
  const { machine, onStop } = props;
  const { id, pinned } = machine;
  if (isOver(machine))
    return (
      <button
        aria-label={`Remove the row of ${id}`}
        disabled={machine.step === 'failed' && !machine.can_retry}
        onClick={() => void orderMachine('delete', { machine: id })}
      >
        Remove
      </button>
    );
  const ends = machine.step === 'draining' || machine.step === 'stopping';
  const end = machine.step === 'stopped' ? 'Delete' : 'Stop';
  return (
    <>
      <button
        aria-pressed={pinned}
        aria-label={`Pin ${id}`}
        onClick={() => void orderMachine('pin', { machine: id, pinned: !pinned })}
      >
        {pinned ? 'Unpin' : 'Pin'}
      </button>{' '}
      <button disabled={ends} aria-label={`${end} ${id}`} onClick={onStop}>
        {ends ? 'Stopping…' : end}
      </button>
    </>
  );
}

function StopMachineDialog(props: { machine: Machine; onClose: () => void }) {
  const { machine, onClose } = props;
  const busy = useSignal(false);
  const others = live.slaves.value.filter(
    (slave) => slave.present && !machine.slaves.includes(slave.id),
  ).length;
  const path = machine.step === 'stopped' ? 'delete' : 'stop';
  const stop = async () => {
    busy.value = true;
    if (await orderMachine(path, { machine: machine.id })) onClose();
    busy.value = false;
  };
  const moved =
    machine.users === 0
      ? 'It has no users.'
      : others > 0
        ? `Its ${count(machine.users)} users move to the other ${count(others)} ${others === 1 ? 'slave' : 'slaves'} first.`
        : `It is the only one: the run stops first, with its ${count(machine.users)} users.`;
  return (
    <Dialog title={`${path === 'stop' ? 'Stop' : 'Delete'} ${machine.id}?`} onClose={onClose}>
      <p class="muted">{moved}</p>
      <div class="dialog-foot">
        <button onClick={onClose}>Cancel</button>
        <button class="danger" disabled={busy.value} onClick={() => void stop()}>
          {path === 'stop' ? 'Stop the machine' : 'Delete the machine'}
        </button>
      </div>
    </Dialog>
  );
}

export function MachineTable() {
  const stopping = useSignal<Machine | null>(null);
  useEffect(watchMachines, []);
  const all = machines.value;
  if (all === null) return <p class="muted">{machinesFault.value}</p>;
  if (all.machines.length === 0 && all.error === null) return null;
  return (
    <section class="card">
      <div class="card-head">
        <h2>Machines</h2>
        <p class="muted">
          {all.provider}: {summaryOf(all)}
          {all.autoscale && `; autoscale: ${strainText(all)}`}
        </p>
        {all.error && (
          <p class="field-error" role="alert">
            {all.error.step}: {all.error.cause}. {all.error.remedy}.
          </p>
        )}
      </div>
      <div class="table-scroll listing" tabIndex={0} role="region" aria-label="Machines, table">
        <table>
          <thead>
            <tr>
              <th scope="col">Machine</th>
              <th scope="col">Template</th>
              <th scope="col" class="number">
                Users
              </th>
              <th scope="col">Idle stop</th>
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.machines.map((machine) => (
              <tr key={machine.id}>
                <th scope="row">
                  <MachineProgress machine={machine} />
                </th>
                <td class="nowrap">{machine.template}</td>
                <td class="number">{count(machine.users)}</td>
                <td class="nowrap">
                  <Countdown machine={machine} />
                </td>
                <td class="nowrap">
                  {canCommand.value && (
                    <Commands machine={machine} onStop={() => (stopping.value = machine)} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {stopping.value && (
        <StopMachineDialog
          machine={all.machines.find(({ id }) => id === stopping.value!.id) ?? stopping.value}
          onClose={() => (stopping.value = null)}
        />
      )}
    </section>
  );
}

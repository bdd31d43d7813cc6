// SlavesPage: who generates the load, how busy they are; draining.
import { useSignal } from '@preact/signals';

import { canCommand } from '../access';
import { live, tell } from '../app';
import { API, post } from '../api/client';
import type { SlaveEntry } from '../api/messages';
import { Dialog } from '../parts/dialog';
import { Empty } from '../parts/empty';
import { openDialog } from '../frame/top_bar';
import { bytes, count, NOTHING } from '../text/format';
import { MachineTable } from './machine_table';
import { hasCloud } from './machines';

const BUSY_PERCENT = 70;
const FULL_PERCENT = 85;

const STATE_CLASS: Record<string, string> = {
  ready: 'accent',
  spawning: 'good',
  running: 'good',
  cleanup: 'warn',
  stopping: 'warn',
  draining: 'warn',
  missing: 'bad',
};

export function cpuClass(percent: number): string {
  if (percent >= FULL_PERCENT) return 'bad';
  return percent >= BUSY_PERCENT ? 'warn' : '';
}

function Cpu(props: { percent: number | null }) {
  const { percent } = props;
  if (percent === null) return <>{NOTHING}</>;
  return (
    <>
      <span class={`bar ${cpuClass(percent)}`} aria-hidden="true">
        <i style={{ width: `${Math.min(100, percent).toFixed(0)}%` }} />
      </span>{' '}
      <span class={cpuClass(percent)}>{Math.round(percent)} %</span>
    </>
  );
}

function milliseconds(value: number | null): string {
  return value === null ? NOTHING : `${value.toFixed(1)} ms`;
}

function Row(props: { slave: SlaveEntry; version: string; onDrain: () => void }) {
  const { slave, version, onDrain } = props;
  const differs = slave.is_acrida && slave.version !== '' && slave.version !== version;
  const draining = slave.state === 'draining';
  return (
    <tr>
      <td class="number muted">{slave.index}</td>
      <th scope="row" class="request-name">
        <bdi>{slave.id}</bdi>
      </th>
      <td>
        <span class={`pill ${STATE_CLASS[slave.state] ?? ''}`}>
          {slave.state === 'missing' ? 'lost' : slave.state}
        </span>
      </td>
      <td class="number">{count(slave.users)}</td>
      <td class="nowrap">
        <Cpu percent={slave.present ? slave.cpu_percent : null} />
      </td>
      <td class="number">{slave.memory_bytes ? bytes(slave.memory_bytes) : NOTHING}</td>
      <td class="number">{milliseconds(slave.rtt_ms)}</td>
      <td class="number">{milliseconds(slave.clock_offset_ms)}</td>
      <td class={differs ? 'nowrap bad' : 'nowrap'}>
        {slave.is_acrida ? slave.version : `Locust ${slave.version}`}
        {differs && ' (another version)'}
      </td>
      <td class="number">
        {slave.present && canCommand.value && (
          <button disabled={draining} onClick={onDrain} aria-label={`Drain ${slave.id}`}>
            {draining ? 'Draining…' : 'Drain'}
          </button>
        )}
      </td>
    </tr>
  );
}

function DrainDialog(props: { slave: SlaveEntry; onClose: () => void }) {
  const { slave, onClose } = props;
  const busy = useSignal(false);
  const others = live.slaves.value.filter((one) => one.present && one.id !== slave.id).length;
  const drain = async () => {
    busy.value = true;
    try {
      await post(`${API}/slaves/drain`, { slave: slave.id });
      tell(`${slave.id} gives its users away and leaves`);
      onClose();
    } catch (error) {
      tell(`Drain: ${(error as Error).message}`, true);
      busy.value = false;
    }
  };
  return (
    <Dialog title={`Drain ${slave.id}?`} onClose={onClose}>
      <p class="muted">
        {others > 0
          ? `Its ${count(slave.users)} users move to the other ${count(others)} ${others === 1 ? 'slave' : 'slaves'}, then it leaves.`
          : 'It is the only slave: no users remain when it leaves.'}
      </p>
      <div class="dialog-foot">
        <button onClick={onClose}>Cancel</button>
        <button class="danger" disabled={busy.value} onClick={() => void drain()}>
          Drain it
        </button>
      </div>
    </Dialog>
  );
}

export function SlavesPage() {
  const draining = useSignal<SlaveEntry | null>(null);
  const slaves = live.slaves.value;
  const present = slaves.filter((slave) => slave.present);
  const users = present.reduce((sum, slave) => sum + slave.users, 0);
  return (
    <>
      <div class="page-head">
        <h1>Slaves</h1>
        <p>
          {count(present.length)} connected · {count(users)} users
        </p>
        {hasCloud.value && canCommand.value && (
          <button class="primary" onClick={() => (openDialog.value = 'spawn')}>
            Spawn slaves…
          </button>
        )}
      </div>
      <section class="card">
        {slaves.length === 0 ? (
          <Empty icon="server" title="No slave is connected">
            {hasCloud.value && 'Spawn one here, or start'} {!hasCloud.value && 'Start'} one on each
            machine: <code>acrida slave --master-host HOST</code>. The master's log and{' '}
            <code>acrida slaves token</code> print the whole line with its keys.
          </Empty>
        ) : (
          <div class="table-scroll listing" tabIndex={0} role="region" aria-label="Slaves, table">
            <table>
              <thead>
                <tr>
                  <th scope="col" class="number">
                    No.
                  </th>
                  <th scope="col">Slave</th>
                  <th scope="col">State</th>
                  <th scope="col" class="number">
                    Users
                  </th>
                  <th scope="col">CPU</th>
                  <th scope="col" class="number">
                    Memory
                  </th>
                  <th scope="col" class="number">
                    Round trip
                  </th>
                  <th scope="col" class="number">
                    Clock ahead
                  </th>
                  <th scope="col">Version</th>
                  <th scope="col">
                    <span class="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {slaves.map((slave) => (
                  <Row
                    key={slave.id}
                    slave={slave}
                    version={live.overview.value?.version ?? ''}
                    onDrain={() => (draining.value = slave)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {hasCloud.value && <MachineTable />}
      {draining.value && (
        <DrainDialog slave={draining.value} onClose={() => (draining.value = null)} />
      )}
    </>
  );
}

// TopBar: what is always in sight: the test, its state, five numbers, the commands.
import { signal } from '@preact/signals';

import { canCommand, logOut, me } from '../access';
import { active, hrefOf, live, runState, stream } from '../app';
import { Sparkline } from '../parts/sparkline';
import { Icon } from '../parts/icon';
import { ThemeSelect } from '../parts/theme_select';
import { hasCloud } from '../slaves/machines';
import { clockSpan } from '../text/format';
import { verdictOf } from '../verdicts/threshold';
import { figures } from './figures';

export type OpenDialog = 'stop' | 'edit' | 'marker' | 'help' | 'spawn' | null;
export const openDialog = signal<OpenDialog>(null);

const STATE_CLASS: Record<string, string> = {
  spawning: 'accent pulse',
  running: 'good',
  stopping: 'warn pulse',
};

function Clock() {
  const tick = live.tick.value;
  if (!tick || tick.state === 'ready') return null;
  const left = tick.remaining_s;
  return (
    <span class="clock">
      {clockSpan(tick.elapsed_s)}
      {active.value && left !== null && <span class="clock-wide"> · {clockSpan(left)} left</span>}
    </span>
  );
}

function Progress() {
  const tick = live.tick.value;
  if (!tick || !active.value || tick.remaining_s === null) return null;
  const all = tick.elapsed_s + tick.remaining_s;
  const share = all > 0 ? Math.min(1, tick.elapsed_s / all) : 0;
  return (
    <div class="progress" aria-hidden="true">
      <i style={{ width: `${(share * 100).toFixed(2)}%` }} />
    </div>
  );
}

function Connection() {
  const state = stream.state.value;
  if (state === 'live') return null;
  const text = { connecting: 'connecting…', waiting: 'reconnecting…', polling: 'polling' }[state];
  return <span class={`pill ${state === 'waiting' ? 'bad pulse' : 'warn'}`}>{text}</span>;
}

function Verdict() {
  const thresholds = live.tick.value?.thresholds ?? [];
  const verdict = verdictOf(thresholds, runState.value === 'stopped');
  if (verdict === null) return null;
  const failing = thresholds.filter((one) => one.missed || one.state === 'fails');
  return (
    <a
      class={`pill ${verdict.tone}`}
      href={hrefOf('verdicts')}
      title={failing.map((one) => one.expression).join(', ')}
    >
      {verdict.text}
    </a>
  );
}

function Commands() {
  return (
    <div class="actions">
      {hasCloud.value && canCommand.value && (
        <button class="wide" onClick={() => (openDialog.value = 'spawn')}>
          Spawn slave
        </button>
      )}
      {active.value && canCommand.value && (
        <>
          <button class="wide" onClick={() => (openDialog.value = 'marker')}>
            <Icon name="flag" size={16} /> Marker
          </button>
          <button onClick={() => (openDialog.value = 'edit')}>Edit</button>
          <button
            class="danger"
            disabled={runState.value === 'stopping'}
            onClick={() => (openDialog.value = 'stop')}
          >
            {runState.value === 'stopping' ? 'Stopping…' : 'Stop'}
          </button>
        </>
      )}
      <ThemeSelect class="wide" />
      <button
        class="plain icon wide"
        aria-label="Keyboard"
        title="Keyboard (?)"
        onClick={() => (openDialog.value = 'help')}
      >
        <Icon name="help" size={18} />
      </button>
      {me.value?.user != null && (
        <button class="plain" title={`Signed in as ${me.value.user}`} onClick={() => void logOut()}>
          Sign out
        </button>
      )}
    </div>
  );
}

export function TopBar() {
  const test = live.overview.value?.test;
  return (
    <>
      <div class="bar-row">
        <a class="brand" href="#/" style={{ color: 'inherit', textDecoration: 'none' }}>
          <img src="favicon.svg" alt="" />
          <span>
            <span class="brand-name">Acrida</span>
            <span class="brand-test" title={test?.path}>
              {test?.name ?? '\u00a0'}
            </span>
          </span>
        </a>
        <div class="state">
          <span role="status">
            <span class={`pill ${STATE_CLASS[runState.value] ?? ''}`}>
              {live.tick.value ? runState.value : '…'}
            </span>{' '}
            <Verdict /> <Connection />
          </span>
          <Clock />
        </div>
        <dl class="figures">
          {figures.value.map((figure) => (
            <div class="figure" key={figure.label}>
              <dt>{figure.label}</dt>
              <dd>{figure.text}</dd>
              {figure.spark && <Sparkline values={figure.spark} bad={figure.bad} />}
            </div>
          ))}
        </dl>
        <Commands />
      </div>
      <Progress />
    </>
  );
}

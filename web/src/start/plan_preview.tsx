// PlanPreview: the planned users over time, the capacity it needs and the same run as commands.
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { tell } from '../app';
import { API, ApiError, post } from '../api/client';
import type { Plan, StartBody } from '../api/messages';
import { clockSpan, count, wordSpan } from '../text/format';

const TYPING_PAUSE_MS = 300;
const WIDTH = 420;
const HEIGHT = 150;

function usersText(users: number): string {
  return `${count(users)} ${users === 1 ? 'user' : 'users'}`;
}

function Chart(props: { plan: Plan }) {
  const { points, duration_s } = props.plan;
  const end = Math.max(points.at(-1)?.[0] ?? 0, 1);
  const top = Math.max(...points.map(([, users]) => users), 1);
  const x = (s: number) => ((s / end) * WIDTH).toFixed(1);
  const y = (users: number) => (HEIGHT - (users / top) * (HEIGHT - 6)).toFixed(1);
  const line = points.map(([s, users], i) => `${i === 0 ? 'M' : 'L'}${x(s)} ${y(users)}`).join('');
  return (
    <figure class="plan-chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Up to ${usersText(top)}, ${duration_s === null ? 'until stopped' : wordSpan(duration_s)}`}
      >
        <path class="area" d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} />
        <path class="line" d={line} />
      </svg>
      <figcaption>
        <span>0:00</span>
        <b>{usersText(top)}</b>
        <span>{duration_s === null ? 'until stopped' : clockSpan(duration_s)}</span>
      </figcaption>
    </figure>
  );
}

function Capacity(props: { plan: Plan }) {
  const { per_slave } = props.plan;
  const users = per_slave.map((one) => one.users);
  const all = users.reduce((sum, one) => sum + one, 0);
  if (per_slave.length === 0) return <p class="muted">No slave is there yet.</p>;
  const low = Math.min(...users);
  const high = Math.max(...users);
  return (
    <p class="muted">
      {usersText(all)} on {per_slave.length} {per_slave.length === 1 ? 'slave' : 'slaves'}:{' '}
      {low === high ? `${count(low)} each` : `${count(low)} to ${count(high)} each`}
    </p>
  );
}

function shellQuoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/** Secrets are left out: the line may be sent to others. */
function curlLine(body: StartBody, secrets: string[]): string {
  const shown = { ...body };
  if (body.arguments) {
    shown.arguments = Object.fromEntries(
      Object.entries(body.arguments).filter(([name]) => !secrets.includes(name)),
    );
  }
  return `curl ${location.origin}${API}/run/start -H 'X-Requested-With: acrida' -d ${shellQuoted(JSON.stringify(shown))}`;
}

function Command(props: { title: string; text: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      tell('Copied');
    } catch {
      tell('The browser allows no copying here: mark the line instead', true);
    }
  };
  return (
    <div class="command">
      <div class="command-head">
        <h3>{props.title}</h3>
        <button class="chip" onClick={() => void copy()}>
          copy
        </button>
      </div>
      <pre tabIndex={0} aria-label={props.title}>
        {props.text}
      </pre>
    </div>
  );
}

/** Asks the master as one types; null: the form has problems. */
export function PlanPreview(props: {
  body: StartBody | null;
  secrets: string[];
  refused: Signal<ApiError | null>;
}) {
  const { body, secrets, refused } = props;
  const plan = useSignal<Plan | null>(null);
  const text = JSON.stringify(body);
  useEffect(() => {
    if (body === null) return;
    let gone = false;
    const timer = setTimeout(() => {
      post<Plan>(`${API}/plan/preview`, body).then(
        (answer) => {
          if (gone) return;
          plan.value = answer;
          refused.value = null;
        },
        (error: ApiError) => {
          if (!gone) refused.value = error;
        },
      );
    }, TYPING_PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text]);
  const shown = plan.value;
  const unknown = refused.value?.status === 404;
  return (
    <section class="card plan" aria-label="Plan" aria-busy={shown === null}>
      <div class="card-head">
        <h2>Plan</h2>
        {shown && (
          <span class="muted">
            {shown.duration_s === null
              ? 'runs until it is stopped'
              : `takes ${wordSpan(shown.duration_s)}`}
          </span>
        )}
      </div>
      <div class="plan-body">
        {unknown && <p class="muted">This master draws no plans; the run can start without.</p>}
        {refused.value && !unknown && (
          <p class="strip bad" role="alert">
            {refused.value.message}
          </p>
        )}
        {!shown && !refused.value && <div class="skeleton" style={{ height: '150px' }} />}
        {shown && (
          <>
            {shown.points.length > 1 ? (
              <Chart plan={shown} />
            ) : (
              <p class="muted">
                The shape says its users while it runs; there is nothing to draw before.
              </p>
            )}
            <Capacity plan={shown} />
            {shown.warning && <p class="strip warn">{shown.warning}</p>}
            <Command title="The same from a terminal" text={shown.command} />
          </>
        )}
        {body && <Command title="The same from a script" text={curlLine(body, secrets)} />}
      </div>
    </section>
  );
}

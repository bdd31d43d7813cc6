// RatiosPage: the mix of users and tasks: configured, and as it is.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { live } from '../app';
import { get } from '../api/client';
import { Empty } from '../parts/empty';
import { count, NOTHING, percent } from '../text/format';
import { sharesOf, type ClassShare } from './shares';

const ASK_EVERY_MS = 3_000;

interface Workers {
  workers: { user_classes_count: Record<string, number> }[];
}

/** Users by class, over all slaves. */
function useUsers() {
  const users = useSignal<Record<string, number>>({});
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const { workers } = await get<Workers>('/stats/requests');
        const sums: Record<string, number> = {};
        for (const worker of workers) {
          for (const [name, number] of Object.entries(worker.user_classes_count)) {
            sums[name] = (sums[name] ?? 0) + number;
          }
        }
        if (!gone) users.value = sums;
      } catch {
        // The frame says when the master is away; the figures stay.
      }
      if (!gone) timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  return users;
}

function Share(props: { value: number | null; tone?: string }) {
  return (
    <>
      <span class={`bar ${props.tone ?? ''}`} aria-hidden="true">
        <i style={{ width: `${((props.value ?? 0) * 100).toFixed(1)}%` }} />
      </span>{' '}
      {props.value === null ? NOTHING : percent(props.value)}
    </>
  );
}

function ClassRows(props: { of: ClassShare }) {
  const { of } = props;
  return (
    <>
      <tr class="class-line">
        <th scope="row">{of.name}</th>
        <td class="nowrap">
          {of.configured === null ? (
            `${count(of.fixed_count)} fixed`
          ) : (
            <Share value={of.configured} />
          )}
        </td>
        <td class="nowrap">
          <Share value={of.actual} />
        </td>
        <td class="number">{count(of.users)}</td>
      </tr>
      {of.tasks.map((task) => (
        <tr key={task.name}>
          <th scope="row" class="task-name">
            <bdi>{task.name}</bdi>
          </th>
          <td class="nowrap">
            <Share value={task.share} />
          </td>
          <td />
          <td />
        </tr>
      ))}
    </>
  );
}

export function RatiosPage() {
  const users = useUsers();
  const classes = live.overview.value?.classes ?? [];
  return (
    <>
      <div class="page-head">
        <h1>Ratios</h1>
        <p>Users by class, tasks by weight</p>
      </div>
      <section class="card">
        {classes.length === 0 ? (
          <Empty icon="tree" title="No class of users is known">
            The master was started without a test: give one with <code>-f</code>.
          </Empty>
        ) : (
          <div class="table-scroll listing" tabIndex={0} role="region" aria-label="Ratios, table">
            <table>
              <thead>
                <tr>
                  <th scope="col">Class and task</th>
                  <th scope="col">Configured</th>
                  <th scope="col">Actual users</th>
                  <th scope="col" class="number">
                    Users
                  </th>
                </tr>
              </thead>
              <tbody>
                {sharesOf(classes, users.value).map((one) => (
                  <ClassRows key={one.name} of={one} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    </>
  );
}

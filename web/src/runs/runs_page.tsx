// RunsPage: the runs that are kept: find, open, compare.
import { useSignal } from '@preact/signals';

import { hrefOf, params, setParams, tell } from '../app';
import { API, ApiError, post } from '../api/client';
import { Empty, Loading } from '../parts/empty';
import { Icon } from '../parts/icon';
import { SortHeader } from '../parts/sort_header';
import { TableBox } from '../parts/table_box';
import { Time } from '../parts/time';
import { clockSpan, count, latency, percent, rate } from '../text/format';
import {
  failShare,
  listed,
  title,
  verdictClass,
  verdictWord,
  type RunInfo,
  type RunSort,
  testName,
} from './run_info';
import { RunTrend } from './run_trend';
import { useAnswer } from './use_answer';

const MAX_COMPARED = 5;

function Row(props: { run: RunInfo; ticked: boolean; onTick: () => void; onStar: () => void }) {
  const { run, ticked, onTick, onStar } = props;
  const failed = failShare(run);
  const verdict = verdictWord(run);
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          checked={ticked}
          onChange={onTick}
          aria-label={`Compare ${title(run)}`}
        />
      </td>
      <td>
        <button
          class={run.star ? 'plain icon starred' : 'plain icon'}
          aria-pressed={run.star}
          aria-label={`Keep ${title(run)}`}
          onClick={onStar}
        >
          <Icon name="star" size={17} filled={run.star} />
        </button>
      </td>
      <th scope="row" class="request-name">
        <a href={hrefOf('run', { id: String(run.id) })}>{title(run)}</a>
        {run.tags.map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
        {run.note && <span class="run-note">{run.note.slice(0, 120)}</span>}
      </th>
      <td class="nowrap">
        <Time at_ms={run.started_ms} day />
      </td>
      <td class="number">{clockSpan(run.duration_s)}</td>
      <td>
        {testName(run)} <code class="muted">{run.test_hash.slice(0, 8)}</code>
      </td>
      <td class="number">{count(run.users)}</td>
      <td class="number">{rate(run.rps)}</td>
      <td class="number">{latency(run.p95_ms)}</td>
      <td class={failed > 0 ? 'number bad' : 'number'}>{percent(failed)}</td>
      <td>
        {verdict && <span class={`pill ${verdictClass(verdict)}`}>{verdict}</span>}
        {run.missed && run.missed.length > 0 && (
          <span class="run-note">{run.missed.join(', ').slice(0, 120)}</span>
        )}
      </td>
    </tr>
  );
}

const COLUMNS: { sort: RunSort | null; title: string; number: boolean }[] = [
  { sort: 'name', title: 'Run', number: false },
  { sort: 'started_ms', title: 'Started', number: false },
  { sort: 'duration_s', title: 'Duration', number: true },
  { sort: null, title: 'Test', number: false },
  { sort: 'users', title: 'Users', number: true },
  { sort: 'rps', title: 'req/s', number: true },
  { sort: 'p95_ms', title: 'p95', number: true },
  { sort: 'failures', title: 'Fail %', number: true },
  { sort: 'verdict', title: 'Verdict', number: false },
];

async function importRun(file: File): Promise<void> {
  const response = await fetch(`${API}/runs/import`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', 'X-Requested-With': 'acrida' },
    body: file,
  });
  if (response.ok) return;
  const told = (await response.json().catch(() => null)) as { error?: string } | null;
  throw new ApiError(told?.error ?? `The master answered ${response.status}`, response.status);
}

export function RunsPage() {
  const answer = useAnswer<{ runs: RunInfo[] }>(`${API}/runs?limit=500`);
  const ticked = useSignal<number[]>([]);
  const sort = (params.value.by ?? 'started_ms') as RunSort;
  const descending = params.value.order !== 'up';
  const runs = answer.value.value?.runs ?? null;
  const shown = runs ? listed(runs, params.value.text ?? '', sort, descending) : [];
  const [baseline, ...others] = [...ticked.value].sort((a, b) => a - b);

  const tick = (id: number) => {
    const now = ticked.value;
    if (now.includes(id)) ticked.value = now.filter((one) => one !== id);
    else if (now.length < MAX_COMPARED) ticked.value = [...now, id];
    else tell(`At most ${MAX_COMPARED} runs are compared`, true);
  };
  const star = async (run: RunInfo) => {
    try {
      await post(`${API}/runs/${run.id}/edit`, { star: !run.star });
      answer.again();
    } catch (error) {
      tell((error as Error).message, true);
    }
  };
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      await importRun(file);
      tell('The run is imported');
      answer.again();
    } catch (error) {
      tell(`Import: ${(error as Error).message}`, true);
    }
    input.value = '';
  };
  return (
    <>
      <div class="page-head">
        <h1>Runs</h1>
        <p>kept by the master</p>
        <label class="button">
          Import…
          <input
            type="file"
            class="sr-only"
            aria-label="Import a run"
            onChange={(event) => void take(event.currentTarget)}
          />
        </label>
      </div>
      {answer.problem.value && (
        <p class="strip bad" role="alert">
          {answer.problem.value}
        </p>
      )}
      {runs === null && !answer.problem.value && <Loading height={320} />}
      {runs !== null && runs.length === 0 && (
        <section class="card">
          <Empty
            icon="clock"
            title="No run is kept yet"
            action={
              <a class="button primary" href={hrefOf('start')}>
                Start a run
              </a>
            }
          >
            Each run is here when it has ended: to look at again, to name and to compare.
          </Empty>
        </section>
      )}
      {runs !== null && runs.length > 1 && <RunTrend runs={runs} />}
      {runs !== null && runs.length > 0 && (
        <section class="card">
          <div class="card-head">
            <h2>
              Runs <span class="muted count">{count(shown.length)}</span>
            </h2>
            <input
              type="search"
              aria-label="Filter runs"
              placeholder="Filter: name, tag, note, test"
              defaultValue={params.value.text ?? ''}
              onInput={(event) => setParams({ text: event.currentTarget.value })}
            />
            {others.length > 0 ? (
              <a
                class="button primary"
                href={hrefOf('compare', { a: String(baseline), b: others.join(',') })}
              >
                Compare {ticked.value.length}
              </a>
            ) : (
              <span class="muted">Tick two or more to compare</span>
            )}
          </div>
          <TableBox label="Runs">
            <thead>
              <tr>
                <th scope="col">
                  <span class="sr-only">Compare</span>
                </th>
                <th scope="col">
                  <span class="sr-only">Keep</span>
                </th>
                {COLUMNS.map((column) => (
                  <SortHeader
                    key={column.title}
                    title={column.title}
                    number={column.number}
                    sorted={column.sort === sort ? (descending ? 'descending' : 'ascending') : null}
                    onSort={
                      column.sort === null
                        ? undefined
                        : () =>
                            setParams({
                              by: column.sort,
                              order: column.sort === sort && descending ? 'up' : null,
                            })
                    }
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((run) => (
                <Row
                  key={run.id}
                  run={run}
                  ticked={ticked.value.includes(run.id)}
                  onTick={() => tick(run.id)}
                  onStar={() => void star(run)}
                />
              ))}
            </tbody>
          </TableBox>
        </section>
      )}
    </>
  );
}

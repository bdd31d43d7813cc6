// RunPage: one run of the past: its charts and rows, its name, note and tags.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { hrefOf, params, tell } from '../app';
import { API, post } from '../api/client';
import type { Marker, Points, Row } from '../api/messages';
import { Plot, type PlotProps } from '../charts/plot';
import { urlZoom } from '../charts/url_zoom';
import { Dialog } from '../parts/dialog';
import { Empty, Loading } from '../parts/empty';
import { Time } from '../parts/time';
import { Series } from '../store/series';
import { clockSpan, count, latency, percent, rate } from '../text/format';
import { failShare, title, verdictWord, type RunDetail, testName } from './run_info';
import { RunEditor } from './run_editor';
import { RunRows } from './run_rows';
import { verdictClass } from './runs_page';
import { useAnswer } from './use_answer';

function Charts(props: { id: string; markers: Marker[] }) {
  const answer = useAnswer<{ points: Points; markers?: Marker[] }>(
    `${API}/runs/${props.id}/series`,
  );
  const source = useMemo(() => ({ series: new Series(), version: signal(0) }), [props.id]);
  const markers = useMemo(() => signal<Marker[]>(props.markers), [props.markers]);
  const points = answer.value.value?.points;
  useEffect(() => {
    if (!points) return;
    source.series.clear();
    source.series.merge(points);
    source.version.value++;
  }, [points]);
  const common: Pick<PlotProps, 'source' | 'zoom' | 'markers' | 'syncKey'> = {
    source,
    zoom: urlZoom,
    markers,
    syncKey: 'run',
  };
  if (answer.problem.value) return <p class="strip bad">{answer.problem.value}</p>;
  if (!points) return <Loading height={240} />;
  return (
    <div class="charts three">
      <Plot
        {...common}
        title="Throughput"
        value={rate}
        lines={[
          { key: 'rps', label: 'req/s', colour: '--chart-2', fill: true },
          { key: 'fail_per_s', label: 'failures/s', colour: '--chart-4', fill: true },
        ]}
      />
      <Plot
        {...common}
        title="Latency"
        value={latency}
        lines={[
          { key: 'p50_ms', label: 'p50', colour: '--chart-1' },
          { key: 'p95_ms', label: 'p95', colour: '--chart-3' },
          { key: 'p99_ms', label: 'p99', colour: '--chart-4' },
        ]}
      />
      <Plot
        {...common}
        title="Users"
        value={count}
        lines={[{ key: 'users', label: 'users', colour: '--chart-1', fill: true, step: true }]}
      />
    </div>
  );
}

/** Rows of the whole run, or of the zoomed window. */
function Rows(props: { run: RunDetail }) {
  const range = urlZoom.range.value;
  const window = useAnswer<{ row_columns: string[]; rows: Row[]; total?: Row }>(
    range &&
      `${API}/runs/${props.run.id}/rows?from_ms=${range.from_s * 1000}&to_ms=${range.to_s * 1000}`,
  );
  const zoomed = range === null ? null : window.value.value;
  const { row_columns, rows, total } = zoomed ?? props.run;
  return (
    <RunRows
      columns={row_columns}
      rows={rows}
      total={total}
      note={
        range === null
          ? 'whole run'
          : zoomed
            ? 'zoomed window'
            : window.problem.value || 'whole run; asking…'
      }
    />
  );
}

function DeleteDialog(props: { run: RunDetail; onClose: () => void }) {
  const remove = async () => {
    try {
      await post(`${API}/runs/${props.run.id}/delete`);
      tell('The run is deleted');
      location.hash = hrefOf('runs');
    } catch (error) {
      tell((error as Error).message, true);
    }
  };
  return (
    <Dialog title={`Delete ${title(props.run)}?`} onClose={props.onClose}>
      <p class="muted">Its figures are gone for good. Export it first to keep them.</p>
      <div class="dialog-foot">
        <button onClick={props.onClose}>Cancel</button>
        <button class="danger" onClick={() => void remove()}>
          Delete the run
        </button>
      </div>
    </Dialog>
  );
}

export function RunPage() {
  const id = String(Number(params.value.id));
  const answer = useAnswer<RunDetail>(`${API}/runs/${id}`);
  const editing = useSignal(false);
  const deleting = useSignal(false);
  const run = answer.value.value;
  if (answer.problem.value) {
    return (
      <section class="card">
        <Empty
          icon="search"
          title="This run cannot be shown"
          action={
            <a class="button" href={hrefOf('runs')}>
              All runs
            </a>
          }
        >
          {answer.problem.value}
        </Empty>
      </section>
    );
  }
  if (run === null) return <Loading height={320} />;
  const tiles: [string, string][] = [
    ['Duration', clockSpan(run.duration_s)],
    ['Users', count(run.users)],
    ['Requests', count(run.requests)],
    ['req/s', rate(run.rps)],
    ['p95', latency(run.p95_ms)],
    ['Failures', percent(failShare(run))],
    ['Version', run.version],
  ];
  return (
    <>
      <div class="page-head">
        <h1>{title(run)}</h1>
        {verdictWord(run) && (
          <span class={`pill ${verdictClass(verdictWord(run))}`}>{verdictWord(run)}</span>
        )}
        <p>
          <Time at_ms={run.started_ms} day /> · {testName(run)}
        </p>
        <div class="preset-bar">
          <button onClick={() => (editing.value = true)}>Name and note</button>
          <a class="button" href={`${API}/runs/${id}/export`} download>
            Export
          </a>
          <button onClick={() => (deleting.value = true)}>Delete…</button>
        </div>
      </div>
      {run.note && <p class="strip">{run.note}</p>}
      <dl class="tiles">
        {tiles.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Charts id={id} markers={run.markers ?? []} />
      <Rows run={run} />
      {editing.value && (
        <RunEditor
          run={run}
          onClose={(changed) => {
            editing.value = false;
            if (changed) answer.again();
          }}
        />
      )}
      {deleting.value && <DeleteDialog run={run} onClose={() => (deleting.value = false)} />}
    </>
  );
}

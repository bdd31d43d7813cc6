// RunPage: one run of the past: its charts and rows, its name, note and tags.
import { useSignal } from '@preact/signals';

import { hrefOf, params, tell } from '../app';
import { API, post } from '../api/client';
import { report } from '../api/embedded';
import type { Marker, Row } from '../api/messages';
import { urlZoom } from '../charts/url_zoom';
import { Dialog } from '../parts/dialog';
import { Empty, Loading } from '../parts/empty';
import { Tiles } from '../parts/tiles';
import { Time } from '../parts/time';
import { clockSpan, count, latency, percent, rate } from '../text/format';
import { RunCharts } from './run_charts';
import { RunEditor } from './run_editor';
import {
  failShare,
  testName,
  title,
  verdictClass,
  verdictReason,
  verdictWord,
  type RunDetail,
} from './run_info';
import { RunRows } from './run_rows';
import { RunSections, RunVerdicts, RunWarnings } from './run_sections';
import { useAnswer } from './use_answer';

const NO_MARKERS: Marker[] = [];

/** Rows of the whole run, or of the zoomed window. */
function Rows(props: { run: RunDetail }) {
  const range = report === null ? urlZoom.range.value : null; // a report has only the whole run
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
          <span class={`pill ${verdictClass(verdictWord(run))}`} title={verdictReason(run)}>
            {verdictWord(run)}
          </span>
        )}
        <p>
          <Time at_ms={run.started_ms} day /> · {testName(run)}
        </p>
        {report === null && (
          <div class="preset-bar">
            <button onClick={() => (editing.value = true)}>Name and note</button>
            <a class="button" href={`${API}/runs/${id}/report`} download>
              Report
            </a>
            <a class="button" href={`${API}/runs/${id}/export`} download>
              Export
            </a>
            <button onClick={() => (deleting.value = true)}>Delete…</button>
          </div>
        )}
      </div>
      {run.note && <p class="strip">{run.note}</p>}
      <RunWarnings run={run} />
      <Tiles of={tiles} />
      <RunVerdicts run={run} />
      <RunCharts id={id} markers={run.markers ?? NO_MARKERS} />
      <Rows run={run} />
      <RunSections run={run} />
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

// ComparePage: a baseline and up to four runs: the words first, then each request.
import { useSignal } from '@preact/signals';

import { hrefOf, params, setParams } from '../app';
import { API } from '../api/client';
import { Empty, Loading } from '../parts/empty';
import { Time } from '../parts/time';
import { count, NOTHING } from '../text/format';
import { differenceText, metricText, metricTitle, relativeText } from './metric_text';
import { CompareCharts } from './compare_charts';
import {
  byRegression,
  title,
  type Comparison,
  type MetricChange,
  type RunInfo,
  testName,
} from './run_info';
import { useAnswer } from './use_answer';

/** The rest would make the page slow, and changed least. */
const MAX_NAMES = 500;

const WORD_CLASS: Record<string, string> = {
  better: 'good',
  worse: 'bad',
  added: 'accent',
  removed: 'warn',
};

function MetricCells(props: { of: MetricChange }) {
  const { of } = props;
  return (
    <>
      <td class="number">{metricText(of.a, of.unit)}</td>
      <td class="number">{metricText(of.b, of.unit)}</td>
      <td class="number">{differenceText(of.difference, of.unit)}</td>
      <td class="number">{relativeText(of.relative)}</td>
      <td class="number muted">
        {of.low === null || of.high === null || of.word === 'too little data'
          ? NOTHING
          : `${relativeText(of.low)} … ${relativeText(of.high)}`}
      </td>
      <td>
        <span class={`pill ${WORD_CLASS[of.word] ?? ''}`}>{of.word}</span>
      </td>
    </>
  );
}

function Heads(props: { first: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{props.first}</th>
        {['A', 'B', 'Difference', 'Relative', '95 % interval'].map((head) => (
          <th scope="col" class="number" key={head}>
            {head}
          </th>
        ))}
        <th scope="col">In a word</th>
      </tr>
    </thead>
  );
}

function Side(props: { letter: string; run: RunInfo | undefined }) {
  const { letter, run } = props;
  return (
    <div class="card compare-side">
      <b>{letter}</b>
      {run && (
        <div>
          <a href={hrefOf('run', { id: String(run.id) })}>{title(run)}</a>
          <p class="muted">
            <Time at_ms={run.started_ms} day /> · {testName(run)}{' '}
            <code>{run.test_hash.slice(0, 8)}</code> · {count(run.users)} users
          </p>
        </div>
      )}
    </div>
  );
}

function Names(props: { of: Comparison }) {
  const { metrics, names: all } = props.of;
  const onlyChanged = useSignal(false);
  const metric = useSignal(
    metrics.some((one) => one.metric === 'p95') ? 'p95' : (metrics[0]?.metric ?? ''),
  );
  const names = byRegression(
    all.map((one) => ({ ...one, metrics: one.metrics.filter((m) => m.metric === metric.value) })),
  ).filter((one) => !onlyChanged.value || one.metrics.some(({ word }) => word in WORD_CLASS));
  return (
    <section class="card">
      <div class="card-head">
        <h2>
          Requests <span class="muted count">the biggest regression first</span>
        </h2>
        <div class="segments" role="group" aria-label="Metric of the requests">
          {metrics.map((one) => (
            <button
              key={one.metric}
              aria-pressed={metric.value === one.metric}
              onClick={() => (metric.value = one.metric)}
            >
              {metricTitle(one.metric)}
            </button>
          ))}
        </div>
        <button
          class="chip"
          aria-pressed={onlyChanged.value}
          onClick={() => (onlyChanged.value = !onlyChanged.value)}
        >
          only changed
        </button>
      </div>
      {names.length === 0 ? (
        <Empty icon="check" title="No request changed">
          None is clearly better or worse.
        </Empty>
      ) : (
        <div
          class="table-scroll listing"
          tabIndex={0}
          role="region"
          aria-label="Requests compared, table"
        >
          <table>
            <Heads first="Request" />
            <tbody>
              {names.slice(0, MAX_NAMES).flatMap((one) =>
                one.metrics.map((change) => (
                  <tr key={`${one.method} ${one.name}`}>
                    <th scope="row" class="request-name">
                      <span class="muted">{one.method}</span> <bdi>{one.name.slice(0, 300)}</bdi>
                    </th>
                    <MetricCells of={change} />
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export function ComparePage() {
  const { a = '', b = '' } = params.value;
  const others = b.split(',').filter(Boolean);
  const chosen = params.value.with ?? others[0];
  const query = new URLSearchParams({ a });
  if (chosen) query.append('b', chosen);
  const answer = useAnswer<Comparison>(a && chosen ? `${API}/compare?${query.toString()}` : null);
  const result = answer.value.value;
  return (
    <>
      <div class="page-head">
        <h1>Compare</h1>
        <p>A is the baseline</p>
        {others.length > 1 && (
          <div class="segments" role="group" aria-label="Compared with">
            {others.map((id) => (
              <button key={id} aria-pressed={id === chosen} onClick={() => setParams({ with: id })}>
                Run {id}
              </button>
            ))}
          </div>
        )}
      </div>
      {(!a || !chosen) && (
        <section class="card">
          <Empty
            icon="search"
            title="Two runs are needed"
            action={
              <a class="button primary" href={hrefOf('runs')}>
                Choose runs
              </a>
            }
          >
            Tick them in the list of runs.
          </Empty>
        </section>
      )}
      {answer.problem.value && (
        <p class="strip bad" role="alert">
          {answer.problem.value}
        </p>
      )}
      {a && chosen && !result && !answer.problem.value && <Loading height={300} />}
      {result && (
        <>
          <div class="compare-sides">
            <Side letter="A" run={result.runs[0]} />
            <Side letter="B" run={result.runs[1]} />
          </div>
          {result.warnings.map((warning) => (
            <p class="strip warn" key={warning}>
              {warning}
            </p>
          ))}
          <section class="card">
            <div class="card-head">
              <h2>All requests</h2>
            </div>
            <div
              class="table-scroll listing"
              tabIndex={0}
              role="region"
              aria-label="All requests compared, table"
            >
              <table>
                <Heads first="Metric" />
                <tbody>
                  {result.metrics.map((metric) => (
                    <tr key={metric.metric}>
                      <th scope="row">{metricTitle(metric.metric)}</th>
                      <MetricCells of={metric} />
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </section>
          <CompareCharts key={`${a} ${chosen}`} a={a} b={chosen!} />
          <Names of={result} />
        </>
      )}
    </>
  );
}

// Comparing: runs beside a baseline: the words first, then charts, then each request.
import { useSignal } from '@preact/signals';

import { hrefOf, params, setParams } from '../app';
import { API } from '../api/client';
import { report } from '../api/embedded';
import { Empty, Loading } from '../parts/empty';
import { Heads, TableBox } from '../parts/table_box';
import { Time } from '../parts/time';
import { clockSpan, count, NOTHING } from '../text/format';
import { CompareCharts, LETTERS, RUN_COLOURS } from './compare_charts';
import { CompareWindow } from './compare_window';
import { differenceText, metricText, metricTitle, relativeText } from './metric_text';
import { PercentileCurves } from './percentile_curves';
import {
  byRegression,
  testName,
  title,
  type ComparedWindow,
  type Comparison,
  type MetricChange,
  type RunInfo,
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

const TITLES: [string][] = [['A'], ['B'], ['Difference'], ['Relative'], ['95 % interval']];

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
        <TableBox label="Requests compared">
          <Heads titles={['Request', ...TITLES, 'In a word']} />
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
        </TableBox>
      )}
    </section>
  );
}

function Side(props: { at: number; run: RunInfo; window: ComparedWindow | undefined }) {
  const { at, run, window } = props;
  return (
    <div class="card compare-side">
      <b style={{ color: `var(${RUN_COLOURS[at]})` }}>{LETTERS[at]}</b>
      <div>
        {report === null ? (
          <a href={hrefOf('run', { id: String(run.id) })}>{title(run)}</a>
        ) : (
          <b>{title(run)}</b>
        )}
        <p class="muted">
          <Time at_ms={run.started_ms} day /> · {testName(run)}{' '}
          <code>{run.test_hash.slice(0, 8)}</code> · {count(run.users)} users
        </p>
        {window && (
          <p class="muted">
            compared: {clockSpan((window.begin_ms - window.zero_ms) / 1000)} –{' '}
            {clockSpan((window.end_ms - window.zero_ms) / 1000)}
          </p>
        )}
      </div>
    </div>
  );
}

/** Of the run that is chosen among the others. */
function ofRun(result: Comparison, id: number): Comparison {
  return {
    ...result,
    metrics: result.metrics.filter(({ run }) => run === undefined || run === id),
    names: result.names.filter(({ run }) => run === undefined || run === id),
  };
}

export function Comparing(props: { a: string; others: string[] }) {
  const { a, others } = props;
  const { from_s, to_s, align } = params.value;
  const query = new URLSearchParams({ a });
  for (const b of others) query.append('b', b);
  if (from_s) query.set('from_s', from_s);
  if (to_s) query.set('to_s', to_s);
  if (align) query.set('align', align);
  const answer = useAnswer<Comparison>(`${API}/compare?${query.toString()}`);
  const result = answer.value.value;
  if (answer.problem.value) {
    return (
      <p class="strip bad" role="alert">
        {answer.problem.value}{' '}
        {(from_s || to_s || align) && (
          <button class="chip" onClick={() => setParams({ from_s: null, to_s: null, align: null })}>
            steady part
          </button>
        )}
      </p>
    );
  }
  if (!result) return <Loading height={300} />;
  const wanted = params.value.with ?? others[0]!;
  const shown = ofRun(result, Number(wanted));
  return (
    <>
      <h2 class="section-head">What changed</h2>
      <div class="compare-sides">
        {result.runs.map((run, at) => (
          <Side key={at} at={at} run={run} window={result.windows[at]} />
        ))}
      </div>
      <CompareWindow result={result} />
      {result.warnings.map((warning) => (
        <p class="strip warn" key={warning}>
          {warning}
        </p>
      ))}
      <section class="card">
        <div class="card-head">
          <h2>All requests</h2>
          {others.length > 1 && (
            <div class="segments" role="group" aria-label="Compared with">
              {others.map((id, at) => (
                <button
                  key={id}
                  aria-pressed={id === wanted}
                  onClick={() => setParams({ with: id })}
                >
                  {LETTERS[at + 1]}: run {id}
                </button>
              ))}
            </div>
          )}
        </div>
        <TableBox label="All requests compared">
          <Heads titles={['Metric', ...TITLES, 'In a word']} />
          <tbody>
            {shown.metrics.map((metric) => (
              <tr key={metric.metric}>
                <th scope="row">{metricTitle(metric.metric)}</th>
                <MetricCells of={metric} />
              </tr>
            ))}
          </tbody>
        </TableBox>
      </section>
      <CompareCharts windows={result.windows} />
      <PercentileCurves windows={result.windows} />
      <Names of={shown} />
    </>
  );
}

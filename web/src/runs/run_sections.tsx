// RunSections: what a run of the past has below its charts and requests.
import type { ErrorEntry, Marker, SlaveEntry } from '../api/messages';
import { ExceptionCard } from '../failures/exception_card';
import { FailureTable } from '../failures/failure_table';
import { fold } from '../failures/fold';
import { Heads, TableBox } from '../parts/table_box';
import { Time } from '../parts/time';
import { count, latency } from '../text/format';
import { ThresholdTable } from '../verdicts/threshold_table';
import type { CellTable, RunDetail } from './run_info';

function Failures(props: { errors: ErrorEntry[] }) {
  const { errors } = props;
  const all = errors.reduce((sum, error) => sum + error.count, 0);
  return (
    <section class="card">
      <div class="card-head">
        <h2>
          Failures <span class="muted count">{count(all)}</span>
        </h2>
      </div>
      <FailureTable groups={fold(errors)} all={all} />
    </section>
  );
}

const MAX_TEXT = 1_000;

/** A table as the master wrote it, figures and all. */
function Cells(props: { of: CellTable }) {
  const { title, columns, text_columns, rows } = props.of;
  return (
    <section class="card">
      <div class="card-head">
        <h2>{title}</h2>
      </div>
      <TableBox label={title}>
        <Heads titles={columns.map((column, i) => (i < text_columns ? column : [column]))} />
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, i) => (
                <td key={columns[i]} class={i < text_columns ? 'cell-text' : 'number'}>
                  <bdi>{cell.slice(0, MAX_TEXT)}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </TableBox>
    </section>
  );
}

function Markers(props: { markers: Marker[] }) {
  return (
    <section class="card">
      <div class="card-head">
        <h2>Markers</h2>
      </div>
      <TableBox label="Markers">
        <Heads titles={['Time', 'What', 'Text']} />
        <tbody>
          {props.markers.map((marker, at) => (
            <tr key={at}>
              <td class="nowrap">
                <Time at_ms={marker.time_ms} />
              </td>
              <td class="nowrap">{marker.kind.replace('_', ' ')}</td>
              <td>
                <bdi>{marker.text}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </section>
  );
}

function Slaves(props: { slaves: SlaveEntry[] }) {
  return (
    <section class="card">
      <div class="card-head">
        <h2>
          Slaves <span class="muted count">{count(props.slaves.length)}</span>
        </h2>
      </div>
      <TableBox label="Slaves">
        <Heads titles={['Slave', 'State', 'Version', ['Users']]} />
        <tbody>
          {props.slaves.map((slave) => (
            <tr key={slave.id}>
              <th scope="row">
                <bdi>{slave.id}</bdi>
              </th>
              <td>{slave.present ? slave.state : 'missing'}</td>
              <td>{slave.version || (slave.is_acrida ? '' : 'Locust worker')}</td>
              <td class="number">{count(slave.users)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </section>
  );
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function Environment(props: { run: RunDetail }) {
  const { run } = props;
  const facts: [string, unknown][] = [
    ['test', run.test],
    ['test hash', run.test_hash],
    ['host', run.host],
    ['acrida', run.version],
    ...Object.entries(run.config ?? {}).filter(([key]) => !['test', 'host'].includes(key)),
  ];
  return (
    <section class="card">
      <div class="card-head">
        <h2>Environment</h2>
      </div>
      <TableBox label="Environment">
        <tbody>
          {facts
            .filter(([, value]) => value != null && !['', '[]', '{}'].includes(text(value)))
            .map(([key, value]) => (
              <tr key={key}>
                <th scope="row">{key.replace(/_s$/, ' (s)').replaceAll('_', ' ')}</th>
                <td>
                  <bdi>{text(value)}</bdi>
                </td>
              </tr>
            ))}
        </tbody>
      </TableBox>
    </section>
  );
}

/** What a reader must know before believing the figures. */
export function RunWarnings(props: { run: RunDetail }) {
  const { run } = props;
  const lines: [string, string][] = [];
  if (run.generator) {
    const { verdict, text, bad_seconds, lateness_p99_ms, lateness_max_ms } = run.generator;
    const late =
      lateness_max_ms === undefined
        ? ''
        : ` Lateness: 99 % within ${latency(lateness_p99_ms)}, at most ${latency(lateness_max_ms)}.`;
    const seconds = bad_seconds ? ` Seconds that were not valid: ${bad_seconds}.` : '';
    const tone = verdict === 'invalid' ? 'bad' : verdict === 'suspect' ? 'warn' : '';
    lines.push([tone, `The load generator is ${text}.${seconds}${late}`]);
  }
  if (run.reason && run.state !== 'finished') lines.push(['warn', `Ended: ${run.reason}.`]);
  if (run.unknown)
    lines.push([
      '',
      `${count(run.unknown)} requests were cut off at the stop or by a crash: their outcome is unknown.`,
    ]);
  const { crashes = 0, lost_reports = 0, lost_slaves = 0 } = run.link ?? {};
  if (crashes)
    lines.push(['bad', `${count(crashes)} times the test crashed: its users started again.`]);
  if (lost_reports) lines.push(['bad', `${count(lost_reports)} reports of slaves were lost.`]);
  if (lost_slaves)
    lines.push([
      'bad',
      `${count(lost_slaves)} slaves were lost: up to a second of what each did is not counted.`,
    ]);
  return (
    <>
      {lines.map(([tone, line]) => (
        <p class={`strip ${tone}`} key={line}>
          {line}
        </p>
      ))}
    </>
  );
}

export function RunVerdicts(props: { run: RunDetail }) {
  const { thresholds = [], time_ms = 0 } = props.run;
  if (thresholds.length === 0) return null;
  return (
    <section class="card">
      <div class="card-head">
        <h2>Thresholds</h2>
      </div>
      <ThresholdTable thresholds={thresholds} now_ms={time_ms} />
    </section>
  );
}

export function RunSections(props: { run: RunDetail }) {
  const { run } = props;
  return (
    <>
      {run.errors && run.errors.length > 0 && <Failures errors={run.errors} />}
      {run.exceptions?.map((entry) => (
        <ExceptionCard entry={entry} key={`${entry.message}\n${entry.traceback}`} />
      ))}
      {run.tables?.map((table) => (
        <Cells of={table} key={table.title} />
      ))}
      {run.markers && run.markers.length > 0 && <Markers markers={run.markers} />}
      {run.slaves && run.slaves.length > 0 && <Slaves slaves={run.slaves} />}
      <Environment run={run} />
    </>
  );
}

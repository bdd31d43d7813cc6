// VerdictsPage: the limits of the run and how far they are from being broken.
import { live } from '../app';
import type { ThresholdEntry } from '../api/messages';
import { Empty } from '../parts/empty';
import { NOTHING, clockSpan } from '../text/format';
import { limitText, toneOf, usedShare } from './threshold';

function Row(props: { entry: ThresholdEntry; now_ms: number }) {
  const { entry, now_ms } = props;
  const used = usedShare(entry);
  const tone = toneOf(entry);
  return (
    <tr>
      <td class="nowrap">
        <span class={`pill ${tone}`}>{entry.state}</span>
        {entry.missed && entry.state === 'holds' && <span class="muted"> was missed</span>}
      </td>
      <th scope="row">
        <code>{entry.expression}</code>
        {entry.abort && <span class="tag">ends the run</span>}
      </th>
      <td>{entry.scope ? <bdi>{entry.scope}</bdi> : <span class="muted">all requests</span>}</td>
      <td class="number">{entry.value_text || NOTHING}</td>
      <td class="number">{limitText(entry)}</td>
      <td class="nowrap">
        {used !== null && (
          <>
            <span class={`bar ${tone === 'good' ? '' : tone}`} aria-hidden="true">
              <i style={{ width: `${Math.min(100, used * 100).toFixed(0)}%` }} />
            </span>{' '}
            {Math.round(used * 100)} %
          </>
        )}
      </td>
      <td class="nowrap">
        {entry.since_ms == null ? NOTHING : `for ${clockSpan((now_ms - entry.since_ms) / 1000)}`}
      </td>
    </tr>
  );
}

export function VerdictsPage() {
  const tick = live.tick.value;
  const thresholds = tick?.thresholds ?? [];
  return (
    <>
      <div class="page-head">
        <h1>Verdicts</h1>
        <p>They decide the exit code of the run too.</p>
      </div>
      <section class="card">
        {thresholds.length === 0 ? (
          <Empty icon="check" title="This run has no limits">
            With thresholds, a run says by itself whether it passed. Add them in the start form, or
            on the command line: acrida run TEST --threshold 'p95&lt;200ms'.
          </Empty>
        ) : (
          <div class="table-scroll listing" tabIndex={0} role="region" aria-label="Verdicts, table">
            <table>
              <thead>
                <tr>
                  <th scope="col">State</th>
                  <th scope="col">Threshold</th>
                  <th scope="col">Of</th>
                  <th scope="col" class="number">
                    Now
                  </th>
                  <th scope="col" class="number">
                    Limit
                  </th>
                  <th scope="col">Of the limit</th>
                  <th scope="col">Failing</th>
                </tr>
              </thead>
              <tbody>
                {thresholds.map((entry) => (
                  <Row key={entry.expression} entry={entry} now_ms={tick!.time_ms} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    </>
  );
}

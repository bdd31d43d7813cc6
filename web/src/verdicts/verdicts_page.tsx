// VerdictsPage: the limits of the run and how far they are from being broken.
import { live } from '../app';
import type { ThresholdEntry } from '../api/messages';
import { Empty } from '../parts/empty';
import { NOTHING, clockSpan } from '../text/format';

/** How much of the limit is used; null when it cannot be said. */
export function usedShare(entry: ThresholdEntry): number | null {
  if (entry.value === null || !(entry.limit > 0)) return null;
  return entry.value / entry.limit;
}

function figure(value: number | null): string {
  return value === null ? NOTHING : String(Number(value.toPrecision(4)));
}

function Row(props: { entry: ThresholdEntry; now_ms: number }) {
  const { entry, now_ms } = props;
  const used = usedShare(entry);
  const ok = entry.state === 'ok';
  return (
    <tr>
      <td>
        <span class={`pill ${ok ? 'good' : 'bad'}`}>{entry.state}</span>
      </td>
      <th scope="row">
        <code>{entry.expression}</code>
      </th>
      <td class="number">{figure(entry.value)}</td>
      <td class="number">{figure(entry.limit)}</td>
      <td class="nowrap">
        {used !== null && (
          <>
            <span class={`bar ${ok ? '' : 'bad'}`} aria-hidden="true">
              <i style={{ width: `${Math.min(100, used * 100).toFixed(0)}%` }} />
            </span>{' '}
            {Math.round(used * 100)} % of the limit
          </>
        )}
      </td>
      <td class="nowrap">
        {entry.since_ms === null ? NOTHING : `for ${clockSpan((now_ms - entry.since_ms) / 1000)}`}
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
            With thresholds, a run says by itself whether it passed.
          </Empty>
        ) : (
          <div class="table-scroll listing" tabIndex={0} role="region" aria-label="Verdicts, table">
            <table>
              <thead>
                <tr>
                  <th scope="col">State</th>
                  <th scope="col">Limit</th>
                  <th scope="col" class="number">
                    Now
                  </th>
                  <th scope="col" class="number">
                    At most
                  </th>
                  <th scope="col">Used</th>
                  <th scope="col">Since</th>
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

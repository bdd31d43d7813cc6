// ThresholdTable: the limits of a run and how far they are from being broken.
import type { ThresholdEntry } from '../api/messages';
import { Heads, TableBox } from '../parts/table_box';
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

/** `now_ms`: how long a limit has been broken counts up to there. */
export function ThresholdTable(props: { thresholds: ThresholdEntry[]; now_ms: number }) {
  return (
    <TableBox label="Verdicts">
      <Heads
        titles={['State', 'Threshold', 'Of', ['Value'], ['Limit'], 'Of the limit', 'Failing']}
      />
      <tbody>
        {props.thresholds.map((entry) => (
          <Row key={entry.expression} entry={entry} now_ms={props.now_ms} />
        ))}
      </tbody>
    </TableBox>
  );
}

// FailureTable: what failed, grouped by request and kind of message.
import { Heads, TableBox } from '../parts/table_box';
import { Time } from '../parts/time';
import { count, percent } from '../text/format';
import type { FailureGroup } from './fold';

function Variants(props: { group: FailureGroup }) {
  const { variants, template } = props.group;
  const only = variants[0]!;
  if (variants.length === 1) return <bdi>{only.message}</bdi>;
  return (
    <details>
      <summary>
        <bdi>{template}</bdi> <span class="muted">({count(variants.length)} variants)</span>
      </summary>
      <ul class="variants">
        {variants.slice(0, 50).map((one) => (
          <li key={one.message}>
            <b>{count(one.count)}</b> <bdi>{one.message}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Row(props: { group: FailureGroup; all: number }) {
  const { group, all } = props;
  const share = all > 0 ? group.count / all : 0;
  return (
    <tr>
      <td class="number bad">{count(group.count)}</td>
      <td class="nowrap">
        <span class="bar bad" aria-hidden="true">
          <i style={{ width: `${(share * 100).toFixed(1)}%` }} />
        </span>{' '}
        {percent(share)}
      </td>
      <th scope="row" class="request-name">
        <span class="muted">{group.method}</span> <bdi>{group.name.slice(0, 300)}</bdi>
      </th>
      <td class="message">
        <Variants group={group} />
      </td>
      <td class="nowrap">
        <Time at_ms={group.first_ms} />
      </td>
      <td class="nowrap">
        <Time at_ms={group.last_ms} />
      </td>
    </tr>
  );
}

/** `all`: failures of which the shares are. */
export function FailureTable(props: { groups: FailureGroup[]; all: number }) {
  return (
    <TableBox label="Failures">
      <Heads
        titles={[
          ['Count'],
          'Share of failures',
          'Request',
          'What happened',
          'First seen',
          'Last seen',
        ]}
      />
      <tbody>
        {props.groups.map((group) => (
          <Row key={group.key} group={group} all={props.all} />
        ))}
      </tbody>
    </TableBox>
  );
}

// FailuresPage: what failed, grouped by request and kind of message.
import { useSignal } from '@preact/signals';

import { live, params, setParams } from '../app';
import { Empty } from '../parts/empty';
import { Time } from '../parts/time';
import { count, percent } from '../text/format';
import { fold, type FailureGroup } from './fold';

const SINCE: { value: string; text: string }[] = [
  { value: '', text: 'Whole run' },
  { value: '300', text: 'Seen in the last 5 min' },
  { value: '60', text: 'Seen in the last minute' },
];

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

export function FailuresPage() {
  const filter = useSignal('');
  const since_s = Number(params.value.since ?? 0);
  const now_ms = live.tick.value?.time_ms ?? 0;
  const needle = filter.value.toLowerCase();
  const groups = fold(live.errors.value).filter(
    (group) =>
      (since_s === 0 || group.last_ms >= now_ms - since_s * 1000) &&
      `${group.method} ${group.name} ${group.template}`.toLowerCase().includes(needle),
  );
  const all = live.errors.value.reduce((sum, error) => sum + error.count, 0);
  return (
    <>
      <div class="page-head">
        <h1>Failures</h1>
        <p>{count(all)} requests failed</p>
      </div>
      <section class="card">
        {live.errors.value.length === 0 ? (
          <Empty icon="check" title="No request failed">
            Each kind of failure appears here with its first and last time, as soon as there is one.
          </Empty>
        ) : (
          <>
            <div class="card-head">
              <h2>
                Kinds <span class="muted count">{count(groups.length)}</span>
              </h2>
              <input
                type="search"
                aria-label="Filter by request or message"
                placeholder="Filter: request or message"
                onInput={(event) => (filter.value = event.currentTarget.value)}
              />
              <select
                aria-label="Time"
                value={params.value.since ?? ''}
                onChange={(event) => setParams({ since: event.currentTarget.value })}
              >
                {SINCE.map(({ value, text }) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </select>
            </div>
            {groups.length === 0 ? (
              <Empty icon="search" title="Nothing matches">
                Choose the whole run, or another filter.
              </Empty>
            ) : (
              <div
                class="table-scroll listing"
                tabIndex={0}
                role="region"
                aria-label="Failures, table"
              >
                <table>
                  <thead>
                    <tr>
                      <th scope="col" class="number">
                        Count
                      </th>
                      <th scope="col">Share of failures</th>
                      <th scope="col">Request</th>
                      <th scope="col">What happened</th>
                      <th scope="col">First seen</th>
                      <th scope="col">Last seen</th>
                    </tr>
                  </thead>
                  <tbody>
                    {groups.map((group) => (
                      <Row key={group.key} group={group} all={all} />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </>
        )}
      </section>
    </>
  );
}

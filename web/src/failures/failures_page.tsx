// FailuresPage: what failed, grouped by request and kind of message.
import { useSignal } from '@preact/signals';

import { live, params, setParams } from '../app';
import { Empty } from '../parts/empty';
import { count } from '../text/format';
import { FailureTable } from './failure_table';
import { fold } from './fold';

const SINCE: { value: string; text: string }[] = [
  { value: '', text: 'Whole run' },
  { value: '300', text: 'Seen in the last 5 min' },
  { value: '60', text: 'Seen in the last minute' },
];

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
              <FailureTable groups={groups} all={all} />
            )}
          </>
        )}
      </section>
    </>
  );
}

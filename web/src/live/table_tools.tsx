// TableTools: filter, chips and columns of the requests table.
import { useRef } from 'preact/hooks';

import { live, params, setParams } from '../app';
import { count } from '../text/format';
import { NUMBER_COLUMNS } from './columns';

const FILTER_PAUSE_MS = 200;

function ColumnPicker() {
  const hidden = (params.value.hide ?? '').split(',').filter(Boolean);
  const toggle = (title: string) => {
    const next = hidden.includes(title)
      ? hidden.filter((name) => name !== title)
      : [...hidden, title];
    setParams({ hide: next.join(',') });
  };
  return (
    <details class="menu">
      <summary class="chip">columns</summary>
      <ul>
        {NUMBER_COLUMNS.filter(({ optional }) => optional).map(({ title, long }) => (
          <li key={title}>
            <label>
              <input
                type="checkbox"
                checked={!hidden.includes(title)}
                onChange={() => toggle(title)}
              />{' '}
              {long}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** One method or all; none to choose from: nothing. */
function MethodChips() {
  const methods = live.tick.value?.methods ?? [];
  const chosen = params.value.method ?? '';
  if (methods.length < 2 && chosen === '') return null;
  return (
    <>
      {methods.map((method) => (
        <button
          key={method}
          class="chip"
          aria-pressed={chosen === method}
          onClick={() => setParams({ method: chosen === method ? null : method })}
        >
          {method.slice(0, 20)}
        </button>
      ))}
    </>
  );
}

export function TableTools(props: { total: number }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { rows = '', failing, dense } = params.value;
  return (
    <div class="card-head">
      <h2>
        Requests <span class="muted count">{count(props.total)}</span>
      </h2>
      <input
        type="search"
        aria-label="Filter by name or type"
        placeholder="Filter: name or type"
        defaultValue={rows}
        maxLength={200}
        onInput={(event) => {
          const text = event.currentTarget.value;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => setParams({ rows: text }), FILTER_PAUSE_MS);
        }}
      />
      <div class="chips">
        <MethodChips />
        <button
          class="chip"
          aria-pressed={failing === '1'}
          onClick={() => setParams({ failing: failing ? null : '1' })}
        >
          only failing
        </button>
        <button
          class="chip"
          aria-pressed={dense === '1'}
          onClick={() => setParams({ dense: dense ? null : '1' })}
        >
          dense
        </button>
        <ColumnPicker />
      </div>
    </div>
  );
}

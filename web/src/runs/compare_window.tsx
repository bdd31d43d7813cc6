// CompareWindow: which part of the runs is compared, and from where their seconds count.
import { useSignal } from '@preact/signals';

import { params, setParams } from '../app';
import { report } from '../api/embedded';
import { parseSpan, spanText } from '../text/format';
import type { Comparison } from './run_info';

/** What the field shows of a number of seconds in the URL. */
function shown(seconds: string | undefined): string {
  return seconds ? spanText(Number(seconds)) : '';
}

export function CompareWindow(props: { result: Comparison }) {
  const { from_s, to_s, align } = params.value;
  const from = useSignal(shown(from_s));
  const to = useSignal(shown(to_s));
  const problem = useSignal('');
  if (report !== null) return null;
  const apply = (event: Event) => {
    event.preventDefault();
    const seconds = [from.value, to.value].map((text) => (text.trim() ? parseSpan(text) : null));
    const isWrong = [from.value, to.value].some((text, i) => text.trim() && seconds[i] === null);
    const [begin = null, end = null] = seconds;
    problem.value = isWrong
      ? 'Times are written 90, 90s, 5m or 1h30m'
      : begin !== null && end !== null && end <= begin
        ? 'It must end after it begins'
        : '';
    if (problem.value) return;
    setParams({
      from_s: begin === null ? null : String(Math.round(begin)),
      to_s: end === null ? null : String(Math.round(end)),
    });
  };
  return (
    <form class="card window-bar" onSubmit={apply} aria-label="Part of the runs">
      <label>
        From{' '}
        <input
          value={from.value}
          placeholder="end of ramp-up"
          onInput={(event) => (from.value = event.currentTarget.value)}
        />
      </label>
      <label>
        To{' '}
        <input
          value={to.value}
          placeholder="begin of ramp-down"
          onInput={(event) => (to.value = event.currentTarget.value)}
        />
      </label>
      <button>Apply</button>
      <label>
        Seconds count from{' '}
        <select
          value={align ?? ''}
          onChange={(event) => setParams({ align: event.currentTarget.value || null })}
        >
          <option value="">the start</option>
          {props.result.markers.map((marker) => (
            <option key={marker} value={marker}>
              marker “{marker.slice(0, 60)}”
            </option>
          ))}
        </select>
      </label>
      {(from_s || to_s) && (
        <button
          type="button"
          class="chip"
          onClick={() => {
            from.value = to.value = '';
            setParams({ from_s: null, to_s: null });
          }}
        >
          steady part
        </button>
      )}
      {problem.value && (
        <span class="field-error" role="alert">
          {problem.value}
        </span>
      )}
    </form>
  );
}

// TimeBar: the whole run in small, with the part that the charts and tables show.
import { urlZoom } from '../charts/url_zoom';
import type { Series } from '../store/series';
import { clockSpan } from '../text/format';

const WIDTH = 1000;
const HEIGHT = 40;
/** At most; so that each has a second at least. */
const MAX_BARS = 200;
/** The shortest part. */
const LEAST_S = 5;

/** Requests per second as an area; the highest of each bar, so that peaks stay. */
export function outline(series: Series): string {
  const rates = series.column('rps');
  const first = series.first_s ?? 0;
  const bars = Math.max(1, Math.min(MAX_BARS, Math.floor(series.length / 2)));
  const span = Math.max(1, (series.last_s ?? 0) - first);
  const tops = new Array<number>(bars + 1).fill(0);
  series.time_s.forEach((time, i) => {
    const bar = Math.round(((time - first) / span) * bars);
    tops[bar] = Math.max(tops[bar]!, rates[i] ?? 0);
  });
  const top = Math.max(...tops, 1e-9);
  const points = tops.map(
    (value, i) => `${(i / bars) * WIDTH},${(HEIGHT * (1 - value / top)).toFixed(1)}`,
  );
  return `M0,${HEIGHT}L${points.join('L')}L${WIDTH},${HEIGHT}Z`;
}

export function TimeBar(props: { series: Series }) {
  const { series } = props;
  const first = series.first_s;
  const last = series.last_s;
  if (first === undefined || last === undefined || last - first < 2 * LEAST_S) return null;
  const length = Math.round(last - first);
  const range = urlZoom.range.value;
  const from = Math.round(Math.max(0, (range?.from_s ?? first) - first));
  const to = Math.round(Math.min(length, (range?.to_s ?? last) - first));
  const choose = (begin: number, end: number) =>
    urlZoom.set(begin <= 0 && end >= length ? null : { from_s: first + begin, to_s: first + end });
  const slider = (label: string, value: number, set: (value: number) => void) => (
    <input
      type="range"
      min={0}
      max={length}
      value={value}
      aria-label={label}
      aria-valuetext={clockSpan(value)}
      onInput={(event) => set(Number(event.currentTarget.value))}
    />
  );
  return (
    <section class="card time-bar" aria-label="Time bar">
      <div class="time-bar-track">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <path d={outline(series)} />
          <rect
            x={(from / length) * WIDTH}
            width={Math.max(1, ((to - from) / length) * WIDTH)}
            height={HEIGHT}
          />
        </svg>
        {slider('From', from, (value) => choose(Math.min(value, to - LEAST_S), to))}
        {slider('To', to, (value) => choose(from, Math.max(value, from + LEAST_S)))}
      </div>
      <span class="muted">
        {clockSpan(from)} – {clockSpan(to)} of {clockSpan(length)}
      </span>
      <button class="chip" disabled={range === null} onClick={() => urlZoom.set(null)}>
        whole run
      </button>
    </section>
  );
}

// LivePage: the run as it goes: charts over time, then all requests.
import { me } from '../access';
import { active, hrefOf, live, params, runState, setParams } from '../app';
import { generatorBands } from '../charts/limits';
import { urlZoom } from '../charts/url_zoom';
import { Empty } from '../parts/empty';
import { LiveCharts } from './live_charts';
import { RequestsTable } from './requests_table';
import { RowDrawer } from './row_drawer';

const SPANS: [string, string][] = [
  ['', 'Whole run'],
  ['300', '5 min'],
  ['900', '15 min'],
];

function SpanChoice() {
  const zoomed = urlZoom.range.value !== null;
  const last = params.value.last ?? '';
  return (
    <div class="chart-bar">
      <div class="segments" role="group" aria-label="Time shown">
        {SPANS.map(([value, text]) => (
          <button
            key={value}
            aria-pressed={!zoomed && last === value}
            onClick={() => setParams({ last: value, from: null, to: null })}
          >
            {text}
          </button>
        ))}
      </div>
      {zoomed && (
        <span class="pill accent">
          zoomed
          <button class="plain pill-button" onClick={() => urlZoom.set(null)}>
            {active.value ? 'follow now' : 'show all'}
          </button>
        </span>
      )}
      <BandKey />
    </div>
  );
}

/** What the shades behind the charts mean, when there are any. */
function BandKey() {
  void live.version.value;
  const bands = generatorBands(live.series);
  if (bands.length === 0) return null;
  return (
    <span class="band-key">
      <i class={bands.some(({ invalid }) => invalid) ? 'bad' : 'warn'} aria-hidden="true" />
      shaded: the load generator was the limit, not the target
    </span>
  );
}

function Strips() {
  const generator = live.tick.value?.generator;
  const insecure = live.tick.value?.insecure_link ?? live.overview.value?.insecure_link;
  return (
    <>
      {generator && (generator.verdict === 'suspect' || generator.verdict === 'invalid') && (
        <p class={`strip ${generator.verdict === 'invalid' ? 'bad' : 'warn'}`}>
          <b>The load generator is {generator.verdict}</b>
          <span>
            {generator.text} {generator.remedy}
          </span>
        </p>
      )}
      {me.value?.insecure_web && (
        <p class="strip warn">
          <b>This page is not encrypted</b>
          <span>Passwords and figures can be read on the way. Give the master a certificate.</span>
        </p>
      )}
      {insecure && (
        <p class="strip warn">
          <b>The link to the slaves is not encrypted</b>
          <span>
            Anybody who reaches its port can take part. Start the master without --insecure.
          </span>
        </p>
      )}
    </>
  );
}

export function LivePage() {
  if (runState.value === 'ready' && live.series.length === 0 && live.version.value >= 0) {
    return (
      <>
        <h1 class="sr-only">Live</h1>
        <div class="card">
          <Empty
            icon="chart"
            title="Nothing runs yet"
            action={
              <a class="button primary" href={hrefOf('start')}>
                Start a run
              </a>
            }
          >
            Charts and requests of the run appear here, second by second.
          </Empty>
        </div>
      </>
    );
  }
  return (
    <>
      <h1 class="sr-only">Live</h1>
      <Strips />
      <SpanChoice />
      <LiveCharts />
      <RequestsTable />
      {params.value.row && <RowDrawer key={params.value.row} wanted={params.value.row} />}
    </>
  );
}

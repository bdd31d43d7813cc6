// LiveCharts: the charts of the run.
import { live, params, setParams } from '../app';
import type { ThresholdEntry } from '../api/messages';
import { limitsOf } from '../charts/limits';
import { paintGenerator } from '../charts/limits_paint';
import { FIRST_SHOWN, PERCENTILES } from '../charts/percentiles';
import { Plot, type PlotProps } from '../charts/plot';
import { GeneratorPlots, HeatPlot, ThroughputPlot } from '../charts/run_plots';
import { urlZoom } from '../charts/url_zoom';
import { count, latency } from '../text/format';

function usePercentiles() {
  const known = PERCENTILES.filter(({ key }) => live.series.has(key));
  const chosen = (params.value.lines ?? FIRST_SHOWN).split(',');
  const lines = known.filter(({ label }) => chosen.includes(label));
  const toggle = (label: string) => {
    const next = known
      .map((line) => line.label)
      .filter((one) => (one === label) !== chosen.includes(one));
    if (next.length > 0)
      setParams({ lines: next.join(',') === FIRST_SHOWN ? null : next.join(',') });
  };
  const chips = (
    <div class="chips" role="group" aria-label="Percentiles shown">
      {known.map(({ label }) => (
        <button
          key={label}
          class="chip"
          aria-pressed={chosen.includes(label)}
          onClick={() => toggle(label)}
        >
          {label}
        </button>
      ))}
    </div>
  );
  return { lines, chips };
}

function LogSwitch() {
  const log = params.value.scale === 'log';
  return (
    <button
      class="chip"
      aria-pressed={log}
      onClick={() => setParams({ scale: log ? null : 'log' })}
    >
      log
    </button>
  );
}

export function LiveCharts() {
  const { lines, chips } = usePercentiles();
  const has = (key: string) => live.version.value >= 0 && live.series.has(key);
  const limits = (unit: ThresholdEntry['unit']) => () =>
    limitsOf(live.tick.peek()?.thresholds ?? [], unit);
  const common: Pick<PlotProps, 'source' | 'zoom' | 'follow_s' | 'markers' | 'underlay'> = {
    source: live,
    zoom: urlZoom,
    follow_s: params.value.last ? Number(params.value.last) : null,
    markers: live.markers,
    underlay: (u) => paintGenerator(u, live.series),
  };
  return (
    <div class="charts">
      <ThroughputPlot
        {...common}
        limits={limits('per_second')}
        target={
          has('target_rps')
            ? { key: 'target_rps', label: 'target', colour: '--chart-7', dash: [6, 4] }
            : undefined
        }
      />
      <Plot
        {...common}
        title="Users"
        value={count}
        lines={[
          { key: 'users', label: 'actual', colour: '--chart-1', fill: true, step: true },
          { key: 'target_users', label: 'target', colour: '--chart-7', dash: [6, 4], step: true },
        ]}
      />
      <Plot
        {...common}
        title="Latency"
        lines={lines}
        value={latency}
        log={params.value.scale === 'log'}
        limits={limits('ms')}
        tools={
          <>
            {chips}
            <LogSwitch />
          </>
        }
      />
      {live.version.value >= 0 && live.heat.length > 0 && <HeatPlot {...common} heat={live.heat} />}
      <GeneratorPlots {...common} has={has} />
    </div>
  );
}

// RunCharts: the course of a run of the past.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { API } from '../api/client';
import type { Heat, Marker, Points } from '../api/messages';
import { heatRange, isDark, paintHeat } from '../charts/heat_paint';
import { percentileLines } from '../charts/percentiles';
import { Plot, type PlotProps } from '../charts/plot';
import type { Line } from '../charts/plot_options';
import { urlZoom } from '../charts/url_zoom';
import { Loading } from '../parts/empty';
import { HeatGrid } from '../store/heat_grid';
import { Series } from '../store/series';
import { count, latency, rate } from '../text/format';
import { TimeBar } from './time_bar';
import { useAnswer } from './use_answer';

interface Course {
  points: Points;
  heat?: Heat | null;
}

/** The columns that the run has, as lines. */
function known(series: Series, lines: Line[]): Line[] {
  return lines.filter(({ key }) => series.column(key).some((value) => value !== null));
}

export function RunCharts(props: { id: string; markers: Marker[] }) {
  const answer = useAnswer<Course>(`${API}/runs/${props.id}/series`);
  const source = useMemo(
    () => ({ series: new Series(), heat: new HeatGrid(), version: signal(0) }),
    [props.id],
  );
  const markers = useMemo(() => signal<Marker[]>(props.markers), [props.markers]);
  const log = useSignal(false);
  const course = answer.value.value;
  useEffect(() => {
    if (!course) return;
    source.series.clear();
    source.series.merge(course.points);
    source.heat.clear();
    if (course.heat) source.heat.merge(course.heat);
    source.version.value++;
  }, [course]);
  if (answer.problem.value) return <p class="strip bad">{answer.problem.value}</p>;
  if (!course || source.version.value === 0) return <Loading height={240} />;
  const common: Pick<PlotProps, 'source' | 'zoom' | 'markers' | 'syncKey' | 'least_s'> = {
    source,
    zoom: urlZoom,
    markers,
    syncKey: 'run',
    least_s: 1,
  };
  const delays = known(source.series, [
    { key: 'loop_lag_ms', label: 'loop lag p99', colour: '--chart-5' },
    { key: 'lateness_ms', label: 'lateness p99', colour: '--chart-3' },
  ]);
  const cpu = known(source.series, [
    { key: 'cpu_percent', label: 'CPU', colour: '--chart-6', fill: true },
  ]);
  return (
    <>
      <TimeBar series={source.series} />
      <div class="charts three">
        <Plot
          {...common}
          title="Throughput"
          value={rate}
          lines={[
            { key: 'rps', label: 'req/s', colour: '--chart-2', fill: true },
            { key: 'fail_per_s', label: 'failures/s', colour: '--chart-4', fill: true },
          ]}
        />
        <Plot
          {...common}
          title="Latency"
          value={latency}
          log={log.value}
          lines={percentileLines(source.series)}
          tools={
            <button class="chip" aria-pressed={log.value} onClick={() => (log.value = !log.value)}>
              log
            </button>
          }
        />
        <Plot
          {...common}
          title="Users"
          value={count}
          lines={[{ key: 'users', label: 'users', colour: '--chart-1', fill: true, step: true }]}
        />
        {source.heat.length > 0 && (
          <Plot
            {...common}
            title="Latency heatmap"
            lines={[{ key: 'p95_ms', label: 'p95', colour: '--text' }]}
            value={latency}
            log
            range={() => heatRange(source.heat)}
            underlay={(u) => paintHeat(u, source.heat, isDark())}
          />
        )}
        {delays.length > 0 && (
          <Plot {...common} title="Load generator: delays" lines={delays} value={latency} />
        )}
        {cpu.length > 0 && (
          <Plot
            {...common}
            title="Load generator: busiest slave"
            lines={cpu}
            value={(value) =>
              value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} %`
            }
          />
        )}
      </div>
    </>
  );
}

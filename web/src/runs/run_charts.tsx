// RunCharts: the course of a run of the past.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { API } from '../api/client';
import type { Heat, Marker, Points } from '../api/messages';
import { percentileLines } from '../charts/percentiles';
import { Plot, type PlotProps } from '../charts/plot';
import { GeneratorPlots, HeatPlot, ThroughputPlot } from '../charts/run_plots';
import { urlZoom } from '../charts/url_zoom';
import { Loading } from '../parts/empty';
import { HeatGrid } from '../store/heat_grid';
import { Series } from '../store/series';
import { count, latency } from '../text/format';
import { TimeBar } from './time_bar';
import { useAnswer } from './use_answer';

interface Course {
  points: Points;
  heat?: Heat | null;
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
  const has = (key: string) => source.series.column(key).some((value) => value !== null);
  return (
    <>
      <TimeBar series={source.series} />
      <div class="charts three">
        <ThroughputPlot {...common} />
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
        {source.heat.length > 0 && <HeatPlot {...common} heat={source.heat} />}
        <GeneratorPlots {...common} has={has} />
      </div>
    </>
  );
}

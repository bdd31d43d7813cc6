// CompareCharts: both runs over the time since their starts, the baseline in grey.
import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { API } from '../api/client';
import type { Points } from '../api/messages';
import { Plot, type PlotProps } from '../charts/plot';
import type { Line } from '../charts/plot_options';
import { localZoom } from '../charts/zoom';
import { Loading } from '../parts/empty';
import { Series } from '../store/series';
import { latency, rate } from '../text/format';
import { overlay } from './overlay';
import { useAnswer } from './use_answer';

function lines(name: string, colour: string): Line[] {
  return [
    { key: `a_${name}`, label: 'A', colour: '--chart-7' },
    { key: `b_${name}`, label: 'B', colour },
  ];
}

export function CompareCharts(props: { a: string; b: string }) {
  const a = useAnswer<{ points: Points }>(`${API}/runs/${props.a}/series`).value.value;
  const b = useAnswer<{ points: Points }>(`${API}/runs/${props.b}/series`).value.value;
  const source = useMemo(() => ({ series: new Series(), version: signal(0) }), []);
  const zoom = useMemo(localZoom, []);
  useEffect(() => {
    if (!a || !b) return;
    source.series.clear();
    source.series.merge(overlay(a.points, b.points, ['rps', 'p95_ms', 'fail_per_s']));
    source.version.value++;
  }, [a, b]);
  if (!a || !b) return <Loading height={240} />;
  const common: Pick<PlotProps, 'source' | 'zoom' | 'syncKey' | 'elapsed'> = {
    source,
    zoom,
    syncKey: 'compare',
    elapsed: true,
  };
  return (
    <div class="charts three">
      <Plot
        {...common}
        title="Requests per second"
        value={rate}
        lines={lines('rps', '--chart-2')}
      />
      <Plot {...common} title="p95" value={latency} lines={lines('p95_ms', '--chart-3')} />
      <Plot
        {...common}
        title="Failures per second"
        value={rate}
        lines={lines('fail_per_s', '--chart-4')}
      />
    </div>
  );
}

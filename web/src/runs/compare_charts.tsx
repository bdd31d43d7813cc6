// CompareCharts: the runs over the time since their zero, the baseline in grey.
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
import type { ComparedWindow } from './run_info';
import { useAnswers } from './use_answer';

export const LETTERS = ['A', 'B', 'C', 'D', 'E'];
/** The baseline's, then the others'. */
export const RUN_COLOURS = ['--chart-7', '--chart-3', '--chart-1', '--chart-2', '--chart-5'];

function lines(windows: ComparedWindow[], name: string): Line[] {
  return windows.map((_, run) => ({
    key: `${run}_${name}`,
    label: LETTERS[run]!,
    colour: RUN_COLOURS[run]!,
  }));
}

export function CompareCharts(props: { windows: ComparedWindow[] }) {
  const { windows } = props;
  const answer = useAnswers<{ points: Points }>(
    windows.map(({ run }) => `${API}/runs/${run}/series`),
  );
  const source = useMemo(() => ({ series: new Series(), version: signal(0) }), []);
  const zoom = useMemo(localZoom, []);
  const courses = answer.value.value;
  useEffect(() => {
    if (courses?.length !== windows.length) return;
    source.series.clear();
    source.series.merge(
      overlay(
        courses.map(({ points }, i) => ({ points, zero_ms: windows[i]!.zero_ms })),
        ['rps', 'p95_ms', 'fail_per_s'],
      ),
    );
    source.version.value++;
  }, [courses, windows]);
  if (answer.problem.value) return <p class="strip bad">{answer.problem.value}</p>;
  if (!courses) return <Loading height={240} />;
  const common: Pick<PlotProps, 'source' | 'zoom' | 'syncKey' | 'elapsed' | 'least_s'> = {
    source,
    zoom,
    syncKey: 'compare',
    elapsed: true,
    least_s: 1,
  };
  return (
    <div class="charts three">
      <Plot {...common} title="Requests per second" value={rate} lines={lines(windows, 'rps')} />
      <Plot {...common} title="p95" value={latency} lines={lines(windows, 'p95_ms')} />
      <Plot
        {...common}
        title="Failures per second"
        value={rate}
        lines={lines(windows, 'fail_per_s')}
      />
    </div>
  );
}

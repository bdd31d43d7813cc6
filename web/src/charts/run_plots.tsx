// RunPlots: the charts that a run has while it runs and afterwards, and some of which a row has.
import type uPlot from 'uplot';

import type { HeatGrid } from '../store/heat_grid';
import { latency, rate } from '../text/format';
import { heatRange, isDark, paintHeat } from './heat_paint';
import { Plot, type PlotProps } from './plot';
import type { Line } from './plot_options';

/** Where they are drawn from and to. */
type Place = Omit<PlotProps, 'title' | 'lines' | 'value'>;

export function ThroughputPlot(props: Place & { target?: Line }) {
  const { target, ...place } = props;
  const lines: Line[] = [
    { key: 'rps', label: 'req/s', colour: '--chart-2', fill: true },
    { key: 'fail_per_s', label: 'failures/s', colour: '--chart-4', fill: true },
  ];
  if (target) lines.push(target);
  return <Plot {...place} title="Throughput" lines={lines} value={rate} />;
}

export function HeatPlot(props: Place & { heat: HeatGrid }) {
  const { heat, underlay, ...place } = props;
  return (
    <Plot
      {...place}
      title="Latency heatmap"
      lines={[{ key: 'p95_ms', label: 'p95', colour: '--text' }]}
      value={latency}
      log
      range={() => heatRange(heat)}
      underlay={(u: uPlot) => {
        underlay?.(u);
        paintHeat(u, heat, isDark());
      }}
    />
  );
}

function percent(value: number | null): string {
  return value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}

/** What the load generator says of itself; of the figures that `has` knows. */
export function GeneratorPlots(props: Place & { has: (key: string) => boolean }) {
  const { has, ...place } = props;
  const delays: Line[] = [
    { key: 'loop_lag_ms', label: 'loop lag p99', colour: '--chart-5' },
    { key: 'lateness_ms', label: 'lateness p99', colour: '--chart-3' },
  ].filter(({ key }) => has(key));
  return (
    <>
      {delays.length > 0 && (
        <Plot {...place} title="Load generator: delays" lines={delays} value={latency} />
      )}
      {has('cpu_percent') && (
        <Plot
          {...place}
          title="Load generator: busiest slave"
          lines={[{ key: 'cpu_percent', label: 'CPU', colour: '--chart-6', fill: true }]}
          value={percent}
        />
      )}
    </>
  );
}

// Plot: one chart of some columns of a series: linked crosshair and zoom, markers, reading by keys,
// and the same values as a table.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import type { Marker } from '../api/messages';
import type { Series } from '../store/series';
import { DataTable } from './data_table';
import { Legend } from './legend';
import type { Limit } from './limits';
import { PlotView } from './plot_view';
import type { Line } from './plot_options';
import type { Zoom } from './zoom';

/** Where a chart's values are, and a signal that counts their changes. */
export interface Source {
  series: Series;
  version: ReadonlySignal<number>;
}

export interface PlotProps {
  title: string;
  source: Source;
  lines: Line[];
  /** A value with its unit. */
  value: (v: number | null) => string;
  zoom: Zoom;
  /** Seconds that follow now; null: the whole run. */
  follow_s?: number | null;
  /** The shortest time that is shown; of a run that is over its own length. */
  least_s?: number;
  markers?: ReadonlySignal<Marker[]>;
  log?: boolean;
  height?: number;
  tools?: ComponentChildren;
  /** Charts of one key share their crosshair. */
  syncKey?: string;
  /** Drawn under the lines. */
  underlay?: (u: uPlot) => void;
  /** Drawn over the lines. */
  limits?: () => Limit[];
  range?: uPlot.Range.Function;
  /** Times are seconds since the start of the run, not of the day. */
  elapsed?: boolean;
  empty?: string;
}

export function Plot(props: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<PlotView | null>(null);
  const cursor = useSignal<number | null>(null);
  const spoken = useSignal('');
  const asTable = useSignal(false);
  const { source, lines, log = false } = props;
  const shape = useMemo(() => lines.map((line) => line.key).join(' '), [lines]);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (asTable.value) return;
    const made = new PlotView(host.current!, () => latest.current, cursor, spoken);
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [shape, log, source, asTable.value]);

  const isEmpty = source.version.value >= 0 && source.series.length === 0;
  return (
    <section class="card plot" aria-label={props.title}>
      <div class="card-head">
        <h2>{props.title}</h2>
        {props.tools}
        <button
          class="chip"
          aria-pressed={asTable.value}
          aria-label={`${props.title}: data as a table`}
          onClick={() => (asTable.value = !asTable.value)}
        >
          data
        </button>
      </div>
      {asTable.value ? (
        <DataTable {...props} />
      ) : (
        <div
          ref={host}
          class="plot-host"
          style={{ height: `${props.height ?? 190}px` }}
          tabIndex={0}
          role="group"
          aria-label={`${props.title}, chart: arrow keys read its values`}
          onKeyDown={(event) => view.current?.key(event)}
        >
          {isEmpty && <p class="plot-empty">{props.empty ?? 'Nothing was measured yet.'}</p>}
        </div>
      )}
      <Legend {...props} cursor={cursor} />
      <span class="sr-only" aria-live="polite">
        {spoken.value}
      </span>
    </section>
  );
}

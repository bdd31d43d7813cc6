// RowDrawer: one request in detail, beside the table.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { live, setParams } from '../app';
import { API, get } from '../api/client';
import type { RowDetail } from '../api/messages';
import { percentileLines } from '../charts/percentiles';
import { Plot, type PlotProps } from '../charts/plot';
import { ThroughputPlot } from '../charts/run_plots';
import { localZoom } from '../charts/zoom';
import { Loading } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Tiles } from '../parts/tiles';
import { Series } from '../store/series';
import { count, latency } from '../text/format';
import { splitKey } from './row_key';

const REFRESH_MS = 2_000;
/** The first answer asks the master to keep the course of the row. */
const FIRST_REFRESH_MS = 1_100;

export function RowDrawer(props: { wanted: string }) {
  const { method, name } = splitKey(props.wanted);
  const detail = useSignal<RowDetail | null>(null);
  const problem = useSignal('');
  const source = useMemo(() => ({ series: new Series(), version: signal(0) }), []);
  const zoom = useMemo(localZoom, []);
  const panel = useRef<HTMLElement>(null);
  const close = () => setParams({ row: null });

  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const load = async () => {
      try {
        const answer = await get<RowDetail>(`${API}/row`, { method, name });
        if (gone) return;
        source.series.clear();
        if (answer.points) source.series.merge(answer.points);
        source.version.value++;
        detail.value = answer;
        problem.value = '';
      } catch (error) {
        if (!gone) problem.value = (error as Error).message;
      }
      const again_ms = source.series.length > 0 ? REFRESH_MS : FIRST_REFRESH_MS;
      if (!gone) timer = setTimeout(() => void load(), again_ms);
    };
    void load();
    return () => {
      gone = true;
      clearTimeout(timer);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [method, name]);

  const common: Pick<PlotProps, 'source' | 'zoom' | 'markers' | 'syncKey' | 'height'> = {
    source,
    zoom,
    markers: live.markers,
    syncKey: 'row',
    height: 150,
  };
  const hasLatency = source.series.column('p95_ms').some((value) => value !== null);
  return (
    <aside
      class="drawer"
      aria-label="Request in detail"
      ref={panel}
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div class="drawer-head">
        <div>
          <span class="method">{method}</span>
          <h2>
            <bdi>{name.slice(0, 2000)}</bdi>
          </h2>
        </div>
        <button class="plain icon" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {problem.value && (
        <p class="strip bad" role="alert">
          {problem.value}
        </p>
      )}
      {!detail.value && !problem.value && <Loading height={300} />}
      {detail.value && (
        <>
          <Tiles
            of={Object.entries(detail.value.percentiles).map(([label, value]) => [
              label,
              latency(value),
            ])}
          />
          {source.series.length > 0 && <ThroughputPlot {...common} />}
          {hasLatency && (
            <Plot
              {...common}
              title="Latency"
              value={latency}
              lines={percentileLines(source.series, 'p50,p90,p95,p99,max')}
            />
          )}
          {source.series.length > 0 && (
            <p class="field-hint">
              {hasLatency
                ? 'Requests of the last ten minutes, latencies since somebody looked here.'
                : 'The course of the latencies begins now: its first seconds are on their way.'}
            </p>
          )}
          <h3>Failures</h3>
          {detail.value.errors.length === 0 ? (
            <p class="muted">None.</p>
          ) : (
            <ul class="plain-list">
              {detail.value.errors.map((error) => (
                <li key={error.message}>
                  <b class="bad">{count(error.count)}</b> <bdi>{error.message}</bdi>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </aside>
  );
}

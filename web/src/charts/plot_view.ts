// PlotView: the life of one chart on its canvas: draws when values, colours, size or zoom change and
// the chart is in sight; turns mouse and keys into zoom and crosshair.
import { effect, type Signal } from '@preact/signals';
import uPlot from 'uplot';

import { paint } from '../theme';
import { drawLimits } from './limits_paint';
import type { PlotProps } from './plot';
import { drawMarkers, plotOptions, timeText } from './plot_options';
import { moved, scaled, visible, type Range } from './zoom';

export class PlotView {
  private readonly u: uPlot;
  private readonly ends: (() => void)[] = [];
  private inSight = true;
  private stale = false;
  private paintedFor = -1;
  private panFrom: { x: number; range: Range } | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly props: () => PlotProps,
    private readonly cursor: Signal<number | null>,
    private readonly spoken: Signal<string>,
  ) {
    this.u = new uPlot(this.options(), this.data(), host);
    this.listen();
    this.ends.push(effect(() => this.follow()));
  }

  destroy(): void {
    for (const end of this.ends) end();
    this.u.destroy();
  }

  key(event: KeyboardEvent): void {
    const { zoom } = this.props();
    const range = this.range();
    switch (event.key) {
      case 'ArrowLeft':
      case 'ArrowRight': {
        const by = event.key === 'ArrowLeft' ? -1 : 1;
        if (event.shiftKey) zoom.set(moved(range, (by * (range.to_s - range.from_s)) / 10));
        else this.read((this.cursor.peek() ?? this.lastIndex() + (by < 0 ? 1 : 0)) + by);
        break;
      }
      case 'Home':
        this.read(this.props().source.series.indexOf(range.from_s));
        break;
      case 'End':
        this.read(this.lastIndex());
        break;
      case '+':
        zoom.set(scaled(range, 0.5));
        break;
      case '-':
        zoom.set(scaled(range, 2));
        break;
      case '0':
        zoom.set(null);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private options(): uPlot.Options {
    const props = this.props();
    return plotOptions({
      lines: props.lines,
      value: props.value,
      log: props.log ?? false,
      width: Math.max(200, this.host.clientWidth),
      height: this.host.clientHeight,
      syncKey: props.syncKey ?? 'live',
      elapsed: props.elapsed ?? false,
      ...(props.range ? { range: props.range } : {}),
      ...(uPlot.paths.stepped ? { stepped: uPlot.paths.stepped({ align: 1 }) } : {}),
      hooks: {
        drawAxes: [(u) => props.underlay && this.props().underlay?.(u)],
        draw: [
          (u) => drawMarkers(u, this.props().markers?.peek() ?? []),
          (u) => drawLimits(u, this.props().limits?.() ?? []),
        ],
        setCursor: [(u) => (this.cursor.value = u.cursor.idx ?? null)],
        setSelect: [(u) => this.select(u)],
      },
    });
  }

  private data(): uPlot.AlignedData {
    const { source, lines } = this.props();
    return [source.series.time_s, ...lines.map((line) => source.series.column(line.key))];
  }

  private range(): Range {
    const { source, zoom, follow_s = null, least_s } = this.props();
    const { first_s, last_s } = source.series;
    return visible(zoom.range.value, first_s, last_s, follow_s, least_s);
  }

  /** Runs again when one of the signals that it reads changes. */
  private follow(): void {
    const { source, markers } = this.props();
    void source.version.value;
    void markers?.value;
    void paint.value;
    this.range();
    this.draw();
  }

  private draw(): void {
    if (!this.inSight || document.hidden) {
      this.stale = true;
      return;
    }
    this.stale = false;
    const { from_s, to_s } = this.range();
    const repaint = this.paintedFor !== paint.peek();
    this.paintedFor = paint.peek();
    this.u.batch(() => {
      this.u.setData(this.data(), false);
      this.u.setScale('x', { min: from_s, max: to_s });
    });
    if (repaint) this.u.redraw(true, true);
  }

  private drawIfStale(): void {
    if (this.stale) this.draw();
  }

  private select(u: uPlot): void {
    if (u.select.width < 4) return;
    const from_s = u.posToVal(u.select.left, 'x');
    const to_s = u.posToVal(u.select.left + u.select.width, 'x');
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (to_s - from_s >= 2) this.props().zoom.set({ from_s, to_s });
  }

  private lastIndex(): number {
    return this.props().source.series.length - 1;
  }

  private read(index: number): void {
    const { source, lines, value, elapsed = false } = this.props();
    const at = Math.max(0, Math.min(this.lastIndex(), index));
    const time_s = source.series.time_s[at];
    if (time_s === undefined) return;
    this.u.setCursor({ left: this.u.valToPos(time_s, 'x'), top: 10 });
    this.cursor.value = at;
    this.spoken.value = [
      timeText(time_s, elapsed),
      ...lines.map((line) => `${line.label} ${value(source.series.column(line.key)[at] ?? null)}`),
    ].join(', ');
  }

  private listen(): void {
    const sizes = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.host;
      if (width > 0 && (width !== this.u.width || height !== this.u.height)) {
        this.u.setSize({ width, height });
      }
    });
    sizes.observe(this.host);
    const sight = new IntersectionObserver(([entry]) => {
      this.inSight = entry?.isIntersecting ?? true;
      if (this.inSight) this.drawIfStale();
    });
    sight.observe(this.host);
    const shown = () => this.drawIfStale();
    document.addEventListener('visibilitychange', shown);
    this.ends.push(
      () => sizes.disconnect(),
      () => sight.disconnect(),
      () => document.removeEventListener('visibilitychange', shown),
    );
    this.u.over.addEventListener('dblclick', () => this.props().zoom.set(null));
    this.u.over.addEventListener('mousedown', (event) => this.startPan(event), true);
  }

  /** Shift and drag moves the time; without Shift the library selects a span. */
  private startPan(event: MouseEvent): void {
    if (!event.shiftKey || event.button !== 0) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    this.panFrom = { x: event.clientX, range: this.range() };
    const move = (to: MouseEvent) => {
      if (!this.panFrom) return;
      const { x, range } = this.panFrom;
      const width_s = range.to_s - range.from_s;
      const by = ((x - to.clientX) / this.u.over.clientWidth) * width_s;
      this.props().zoom.set(moved(range, by));
    };
    const end = () => {
      this.panFrom = null;
      removeEventListener('mousemove', move);
      removeEventListener('mouseup', end);
    };
    addEventListener('mousemove', move);
    addEventListener('mouseup', end);
  }
}

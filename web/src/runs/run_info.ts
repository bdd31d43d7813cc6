// Runs of the past, as the master's archive tells them.
import type {
  ErrorEntry,
  ExceptionEntry,
  Generator,
  Marker,
  Row,
  SlaveEntry,
  ThresholdEntry,
} from '../api/messages';

export interface RunInfo {
  id: number;
  name: string;
  started_ms: number;
  duration_s: number;
  test: string;
  test_hash: string;
  version: string;
  host?: string;
  /** Of its end, if not as planned. */
  reason?: string;
  users: number;
  /** Requests whose outcome is not known. */
  unknown?: number;
  rps: number;
  p95_ms: number | null;
  failures: number;
  requests: number;
  /** Of its thresholds, or that it broke off; empty when there is nothing to say. */
  verdict: string;
  threshold_count?: number;
  /** Thresholds that were. */
  missed?: string[];
  /** The judge's word on the load generator. */
  generator?: string | { verdict: string };
  tags: string[];
  note: string;
  star: boolean;
  state: string;
}

/** A table of text, as the terminal shows it too. */
export interface CellTable {
  title: string;
  columns: string[];
  /** The first ones; the others are numbers. */
  text_columns: number;
  rows: string[][];
}

export interface RunDetail extends RunInfo {
  time_ms?: number;
  generator?: Generator & {
    bad_seconds?: string;
    lateness_p99_ms?: number;
    lateness_max_ms?: number;
  };
  link?: Record<string, number>;
  thresholds?: ThresholdEntry[];
  tables?: CellTable[];
  config?: Record<string, unknown>;
  markers?: Marker[];
  slaves?: SlaveEntry[];
  row_columns: string[];
  rows: Row[];
  total?: Row;
  errors?: ErrorEntry[];
  exceptions?: ExceptionEntry[];
}

export interface MetricChange {
  /** Of B. */
  run?: number;
  metric: string;
  unit: string;
  a: number | null;
  b: number | null;
  difference: number | null;
  relative: number | null;
  low: number | null;
  high: number | null;
  word: string;
}

export interface NameChange {
  run?: number;
  method: string;
  name: string;
  metrics: MetricChange[];
}

/** What was compared of a run, and its latencies by percentile. */
export interface ComparedWindow {
  run: number;
  /** Where its seconds count from. */
  zero_ms: number;
  begin_ms: number;
  end_ms: number;
  quantiles: number[];
  ms: number[];
}

export interface Comparison {
  windows: ComparedWindow[];
  /** Texts of markers that all of them have. */
  markers: string[];
  runs: RunInfo[];
  metrics: MetricChange[];
  names: NameChange[];
  warnings: string[];
}

export type RunSort =
  'started_ms' | 'name' | 'duration_s' | 'users' | 'rps' | 'p95_ms' | 'failures' | 'verdict';

/** The verdict in one word: a bad generator spoils that limits were kept. */
export function verdictWord(run: RunInfo): string {
  const { generator } = run;
  const word = typeof generator === 'string' ? generator : (generator?.verdict ?? '');
  if (run.verdict === 'failed') return run.missed?.length ? 'FAIL' : 'failed';
  if (word === 'invalid' || word === 'suspect') return word;
  return run.verdict === 'passed' ? 'PASS' : word === 'valid' ? 'valid' : '';
}

/** Why the verdict is what it is. */
export function verdictReason(run: RunInfo): string {
  if (run.missed?.length) return `missed: ${run.missed.join(', ')}`;
  return run.verdict === 'passed' ? `all ${run.threshold_count} thresholds were kept` : '';
}

export function verdictClass(word: string): string {
  if (word === 'PASS' || word === 'valid') return 'good';
  if (word === 'FAIL' || word === 'failed' || word === 'invalid') return 'bad';
  return word === 'suspect' ? 'warn' : '';
}

/** A run's share of failures, 0…1. */
export function failShare(run: RunInfo): number {
  return run.requests > 0 ? run.failures / run.requests : 0;
}

/** The test as one calls it: without its folder and what a cache added. */
export function testName(run: RunInfo): string {
  const file = run.test.slice(run.test.lastIndexOf('/') + 1);
  return file.replace(/(-[0-9a-f]{32})?\.so$/, '');
}

export function title(run: RunInfo): string {
  return run.name || (run.id > 0 ? `Run ${run.id}` : testName(run));
}

function keyOf(run: RunInfo, sort: RunSort): number | string {
  if (sort === 'failures') return failShare(run);
  if (sort === 'name') return title(run).toLowerCase();
  return run[sort] ?? -1;
}

/** Those whose name, test, tags or note contain the text; sorted, the newest first among equals. */
export function listed(
  runs: RunInfo[],
  text: string,
  sort: RunSort,
  descending: boolean,
): RunInfo[] {
  const needle = text.toLowerCase();
  const sign = descending ? -1 : 1;
  return runs
    .filter((run) =>
      [title(run), testName(run), run.note, run.verdict, ...run.tags]
        .join(' ')
        .toLowerCase()
        .includes(needle),
    )
    .sort((a, b) => {
      const left = keyOf(a, sort);
      const right = keyOf(b, sort);
      if (left === right) return b.started_ms - a.started_ms;
      return left < right ? -sign : sign;
    });
}

const RANK: Record<string, number> = {
  worse: 0,
  removed: 1,
  added: 2,
  better: 3,
  'no clear change': 4,
};

/** The biggest regression first. */
export function byRegression(names: NameChange[]): NameChange[] {
  const worst = (one: NameChange) => Math.min(...one.metrics.map(({ word }) => RANK[word] ?? 5), 9);
  const size = (one: NameChange) =>
    Math.max(0, ...one.metrics.map(({ relative }) => Math.abs(relative ?? 0)));
  return [...names].sort((a, b) => worst(a) - worst(b) || size(b) - size(a));
}

// Runs of the past, as the master's archive tells them.
import type { ErrorEntry, ExceptionEntry, Marker, Row, SlaveEntry } from '../api/messages';

export interface RunInfo {
  id: number;
  name: string;
  started_ms: number;
  duration_s: number;
  test: string;
  test_hash: string;
  version: string;
  users: number;
  rps: number;
  p95_ms: number | null;
  failures: number;
  requests: number;
  /** Of its thresholds, or that it broke off; empty when there is nothing to say. */
  verdict: string;
  /** The judge's word on the load generator. */
  generator?: string | { verdict: string };
  tags: string[];
  note: string;
  star: boolean;
  state: string;
}

export interface RunDetail extends RunInfo {
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
  method: string;
  name: string;
  metrics: MetricChange[];
}

export interface Comparison {
  runs: RunInfo[];
  metrics: MetricChange[];
  names: NameChange[];
  warnings: string[];
}

export type RunSort =
  'started_ms' | 'name' | 'duration_s' | 'users' | 'rps' | 'p95_ms' | 'failures' | 'verdict';

/** The verdict in one word: a bad generator spoils what the limits say. */
export function verdictWord(run: RunInfo): string {
  const { generator } = run;
  const word = typeof generator === 'string' ? generator : (generator?.verdict ?? '');
  if (word === 'invalid' || word === 'suspect') return run.verdict === 'failed' ? 'failed' : word;
  return run.verdict || (word === 'valid' ? 'valid' : '');
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
  return run.name || `Run ${run.id}`;
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

// Columns of the requests table: which of the master's columns, how they are written and sorted.
import type { Row } from '../api/messages';
import { bytes, count, ms, percent, rate } from '../text/format';

export interface Column {
  /** What the master sorts by; nothing when it cannot. */
  sort: string | null;
  title: string;
  /** For the column picker and readers, where the title is short. */
  long: string;
  text: (row: Row, at: (name: string) => number) => string;
  bad?: (row: Row, at: (name: string) => number) => boolean;
  /** May be hidden. */
  optional: boolean;
}

export function cell(row: Row, index: number): number | null {
  const value = row[index];
  return typeof value === 'number' ? value : null;
}

function column(
  source: string,
  title: string,
  long: string,
  write: (value: number | null) => string,
  optional = true,
): Column {
  return {
    sort: source.replace(/_ms$/, ''),
    title,
    long,
    optional,
    text: (row, at) => write(cell(row, at(source))),
  };
}

const failed: Column['bad'] = (row, at) => (cell(row, at('failures')) ?? 0) > 0;

export const NUMBER_COLUMNS: Column[] = [
  column('requests', 'Requests', 'Requests', count, false),
  { ...column('failures', 'Fails', 'Failed requests', count, false), bad: failed },
  {
    sort: null,
    title: 'Fail %',
    long: 'Share of failed requests',
    optional: true,
    bad: failed,
    text: (row, at) => {
      const all = cell(row, at('requests'));
      return percent(all ? (cell(row, at('failures')) ?? 0) / all : null);
    },
  },
  column('p50_ms', 'p50', 'p50 in ms', ms),
  column('p95_ms', 'p95', 'p95 in ms', ms),
  column('p99_ms', 'p99', 'p99 in ms', ms),
  column('avg_ms', 'Avg', 'Average in ms', ms),
  column('min_ms', 'Min', 'Minimum in ms', ms),
  column('max_ms', 'Max', 'Maximum in ms', ms),
  column('bytes', 'Size', 'Average size', bytes),
  column('rps', 'req/s', 'Requests per second', rate),
  {
    ...column('fail_per_s', 'fail/s', 'Failures per second', rate),
    bad: (row, at) => (cell(row, at('fail_per_s')) ?? 0) > 0,
  },
];

/** Which way a column is sorted first: names upwards, numbers from the highest. */
export function nextSort(
  now: { sort: string; descending: boolean },
  chosen: string,
): { sort: string; descending: boolean } {
  if (now.sort === chosen) return { sort: chosen, descending: !now.descending };
  return { sort: chosen, descending: chosen !== 'name' && chosen !== 'method' };
}

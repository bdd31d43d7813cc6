// LogBuffer: the newest lines of the master's log. Pure.
import type { LogLine } from '../api/messages';

export const MAX_LINES = 5_000;

export interface LogFilter {
  level: string;
  text: string;
}

const RANK: Record<string, number> = {
  trace: 0,
  debug: 1,
  info: 2,
  warning: 3,
  warn: 3,
  error: 4,
  critical: 5,
};

export function rankOf(level: string): number {
  return RANK[level] ?? 2;
}

export function added(lines: LogLine[], more: LogLine[]): LogLine[] {
  return more.length === 0 ? lines : [...lines, ...more].slice(-MAX_LINES);
}

export function filtered(lines: LogLine[], filter: LogFilter): LogLine[] {
  const least = rankOf(filter.level);
  const needle = filter.text.toLowerCase();
  return lines.filter(
    (line) =>
      rankOf(line.level) >= least &&
      (needle === '' || `${line.source} ${line.text}`.toLowerCase().includes(needle)),
  );
}

/** As a file: one line each, times in UTC. */
export function asText(lines: LogLine[]): string {
  return lines
    .map(
      ({ time_ms, level, source, text }) =>
        `${new Date(time_ms).toISOString()} ${level} ${source}: ${text}\n`,
    )
    .join('');
}

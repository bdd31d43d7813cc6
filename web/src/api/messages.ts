// What the master sends and takes, as the page needs it. Times in ms since 1970 by the master's
// clock; latencies in ms; shares 0…1.

export type RunState = 'ready' | 'spawning' | 'running' | 'stopping' | 'stopped';

export interface TaskInfo {
  name: string;
  weight: number;
  tags: string[];
  /** Of a task set. */
  tasks?: TaskInfo[];
}

export interface ClassInfo {
  name: string;
  weight: number;
  fixed_count: number;
  host: string;
  executor: string;
  tasks: TaskInfo[];
}

export interface ArgumentInfo {
  name: string;
  type: 'text' | 'number' | 'integer' | 'choice' | 'multi' | 'flag' | 'secret';
  default: unknown;
  choices: string[];
  help: string;
}

export interface Overview {
  version: string;
  test: { path: string; name: string; hash: string };
  defaults: {
    users: number | null;
    spawn_rate: number | null;
    host: string | null;
    run_time_s: number | null;
    stop_timeout_s: number | null;
    /** Its name, or a ready-made one as text; empty for none. */
    shape?: string;
    tags?: string[];
    exclude_tags?: string[];
    /** Of the command line. */
    thresholds?: string[];
  };
  /** Of the test's code: they judge every run. */
  thresholds?: string[];
  classes: ClassInfo[];
  shapes: { name: string; description: string }[];
  arguments: ArgumentInfo[];
  mode: 'local' | 'distributed';
  insecure_link: boolean;
  features: string[];
}

export type Cell = number | string | null | number[];
export type Row = Cell[];

export interface Marker {
  time_ms: number;
  kind: string;
  text: string;
}

export interface ErrorEntry {
  method: string;
  name: string;
  message: string;
  count: number;
  first_ms: number;
  last_ms: number;
}

export interface ExceptionEntry {
  count: number;
  message: string;
  traceback: string;
  slaves: string;
}

export interface SlaveEntry {
  id: string;
  index: number;
  state: string;
  present: boolean;
  is_acrida: boolean;
  users: number;
  cpu_percent: number | null;
  memory_bytes: number | null;
  version: string;
  rtt_ms: number | null;
  clock_offset_ms: number | null;
}

export interface ThresholdEntry {
  expression: string;
  /** "GET /item", or nothing for all requests. */
  scope: string;
  /** `fails` may hold again, `failed` is for good, `waiting` has nothing to judge yet. */
  state: 'waiting' | 'holds' | 'fails' | 'failed';
  /** What counts for the exit code. */
  missed: boolean;
  value: number | null;
  value_text: string;
  limit: number;
  unit: 'ms' | 'share' | 'count' | 'per_second';
  since_ms?: number | null;
  /** Ends the run when it has failed. */
  abort: boolean;
}

export interface Generator {
  verdict: 'valid' | 'suspect' | 'invalid' | 'unknown';
  text: string;
  remedy?: string;
}

export type Values = (number | null)[];
/** Columns of equal length; `time_ms` is always there. */
export type Points = { time_ms: number[] } & Record<string, Values>;

export interface Heat {
  /** Upper bound of the first cell. */
  first_ms: number;
  /** Cells of each column. */
  cells: number;
  time_ms: number[];
  span_s: number[];
  /** A byte for each cell, column by column, as base64. */
  levels: string;
}

export interface HelloMessage {
  type: 'hello';
  epoch: number;
  seq: number;
  time_ms: number;
  overview: Overview;
}

export interface BacklogMessage {
  type: 'backlog';
  epoch: number;
  names?: string[];
  points: Points;
  heat?: Heat | null;
  markers?: Marker[];
}

export interface TickMessage {
  type: 'tick';
  epoch: number;
  seq: number;
  time_ms: number;
  state: RunState;
  elapsed_s: number;
  remaining_s: number | null;
  users: number;
  target_users: number;
  /** Seconds that are complete since the last tick. */
  points?: Points;
  heat?: Heat | null;
  total: Row;
  row_columns: string[];
  rows: Row[];
  row_count: number;
  from: number;
  /** Of all rows. */
  methods?: string[];
  errors?: ErrorEntry[];
  exceptions?: ExceptionEntry[];
  slaves: SlaveEntry[];
  markers?: Marker[];
  generator?: Generator;
  link?: Record<string, number>;
  thresholds?: ThresholdEntry[];
  insecure_link?: boolean;
}

export interface GapMessage {
  type: 'gap';
  from_seq: number;
  to_seq: number;
}

export type Message = HelloMessage | BacklogMessage | TickMessage | GapMessage;

export interface RowsWanted {
  sort: string;
  descending: boolean;
  filter: string;
  only_failing: boolean;
  /** Empty: all. */
  method: string;
  from: number;
  count: number;
}

export interface LogLine {
  time_ms: number;
  level: string;
  source: string;
  text: string;
}

export interface RowDetail {
  method: string;
  name: string;
  /** Left out when the master does not keep seconds of single rows. */
  points?: Points;
  percentiles: Record<string, number | null>;
  errors: ErrorEntry[];
}

export interface StartBody {
  users?: number;
  spawn_rate?: number;
  host?: string;
  run_time?: string;
  stop_timeout?: string;
  user_classes?: string[];
  shape?: string;
  rate?: number;
  poisson?: boolean;
  tags?: string[];
  exclude_tags?: string[];
  thresholds?: string[];
  arguments?: Record<string, unknown>;
}

export interface Plan {
  points: [number, number][];
  duration_s: number | null;
  per_slave: { id: string; users: number }[];
  command: string;
  warning?: string;
}

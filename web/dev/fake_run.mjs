// FakeRun: invented figures of a run, second by second.
const ENTRIES = [
  'GET /',
  'GET /items',
  'GET /items/[id]',
  'POST /login',
  'POST /cart',
  'POST /checkout',
];
const FIRST_MS = 2 ** 16 / 1e6;
const BOUNDS = Array.from(
  { length: 42 },
  (_, i) => FIRST_MS * 2 ** Math.floor(i / 2) * (i % 2 ? 1.5 : 1),
);
const heatOf = (seconds, columns) => ({
  first_ms: FIRST_MS,
  cells: BOUNDS.length,
  time_ms: seconds.map((s) => s * 1000),
  span_s: seconds.map(() => 1),
  levels: Buffer.from(
    columns.flat().map((n) => Math.min(255, Math.round(12 * Math.log2(1 + n)))),
  ).toString('base64'),
});
const COLUMNS =
  'method name requests failures p50_ms p95_ms p99_ms avg_ms min_ms max_ms bytes rps fail_per_s spark'.split(
    ' ',
  );
const KEYS = [
  'rps',
  'fail_per_s',
  'users',
  'target_users',
  'p50_ms',
  'p75_ms',
  'p90_ms',
  'p95_ms',
  'p99_ms',
  'p999_ms',
  'max_ms',
  'cpu_percent',
  'loop_lag_ms',
  'lateness_ms',
  'generator',
];

export const overview = {
  version: '0.9.0',
  test: { path: '/srv/tests/shop.cpp', name: 'shop.cpp', hash: '3fa9c1d2' },
  defaults: {
    users: 200,
    spawn_rate: 20,
    host: 'https://shop.example',
    run_time_s: 3600,
    stop_timeout_s: 5,
  },
  classes: [
    {
      name: 'Shopper',
      weight: 3,
      fixed_count: 0,
      host: '',
      executor: '',
      tasks: [
        { name: 'browse', weight: 3, tags: ['read'] },
        { name: 'buy', weight: 1, tags: ['write', 'slow'] },
      ],
    },
    {
      name: 'Guest',
      weight: 1,
      fixed_count: 0,
      host: '',
      executor: '',
      tasks: [{ name: 'look', weight: 1, tags: [] }],
    },
    {
      name: 'Admin',
      weight: 0,
      fixed_count: 1,
      host: 'https://admin.example',
      executor: '',
      tasks: [{ name: 'report', weight: 1, tags: ['slow'] }],
    },
  ],
  shapes: [
    { name: 'Morning', description: 'Twenty users, a hundred at nine.' },
    { name: 'steps', description: '' },
  ],
  arguments: [
    { name: 'page-size', type: 'integer', default: 20, choices: [], help: 'Items on a page' },
    {
      name: 'region',
      type: 'choice',
      default: 'eu',
      choices: ['eu', 'us', 'asia'],
      help: 'Where the shop is',
    },
    {
      name: 'features',
      type: 'multi',
      default: ['search'],
      choices: ['search', 'cart', 'wishlist'],
      help: '',
    },
    { name: 'slow-start', type: 'flag', default: false, choices: [], help: 'Wait a minute first' },
    { name: 'api-key', type: 'secret', default: '', choices: [], help: 'Sent as X-Key' },
  ],
  mode: 'distributed',
  insecure_link: false,
  features: [],
};

export class FakeRun {
  constructor({ names, history, state, now_ms }) {
    /** Stands still when it is given, so that pictures are the same each time. */
    this.clock = now_ms ? () => now_ms : Date.now;
    this.kept_s = Math.max(history, 3600);
    this.epoch = 1;
    this.seq = history;
    this.state = state;
    this.start_s = Math.floor(this.clock() / 1000) - history;
    this.now_s = this.start_s + history;
    this.users = 1000;
    this.markers = [];
    this.changed = true;
    this.names = Array.from({ length: names }, (_, i) => {
      const [method, path] = ENTRIES[i % ENTRIES.length].split(' ');
      return {
        method,
        name: i < 6 ? path : `${path}/${i}`,
        speed: 5 + ((i * 37) % 90),
        share: 1 / (1 + (i % 40)),
      };
    });
    this.total = this.names.reduce((sum, n) => sum + n.share, 0);
    if (state !== 'ready')
      (this.mark('start', 'started', this.start_s),
        this.mark('spawned', '1,000 users', this.start_s + 120),
        this.mark('user', 'deploy 4.2', this.start_s + history * 0.6));
  }
  point(s) {
    const t = s - this.start_s;
    const ramp = Math.min(1, t / 120);
    const wave = Math.sin(t / 240);
    const noise = (Math.sin(s * 12.9898) * 43758.5453) % 1;
    const rps = ramp * (874 + 90 * wave + 25 * noise);
    const p50 = 18 + 4 * Math.sin(t / 400) + noise;
    const bump = Math.abs((t % 1500) - 1000) < 40 ? 2.4 : 1;
    const p95 = (62 + 18 * wave + 4 * noise) * bump;
    return {
      time_ms: s * 1000,
      rps,
      fail_per_s: Math.max(0, 3 * noise + (bump > 1 ? 25 : 0)),
      users: Math.round(this.users * ramp),
      target_users: this.users,
      p50_ms: p50,
      p75_ms: p50 * 1.6,
      p90_ms: p95 * 0.8,
      p95_ms: p95,
      p99_ms: p95 * 2.4 + 20 * noise,
      p999_ms: p95 * 4,
      max_ms: p95 * 5 + 50 * Math.abs(noise),
      cpu_percent: 48 + 12 * wave + 3 * noise,
      loop_lag_ms: 0.4 + 0.2 * Math.abs(noise),
      lateness_ms: 1.2 + 0.5 * Math.abs(noise),
      generator: Math.abs((t % 1200) - 700) < 40 ? (t % 2400 < 1200 ? 1 : 2) : 0,
    };
  }
  heat(s) {
    const { p50_ms, p95_ms, rps } = this.point(s);
    return BOUNDS.map((b) =>
      Math.round(
        rps * 0.16 * Math.exp(-((Math.log2(b / p50_ms) / 1.1) ** 2)) +
          rps * 0.012 * Math.exp(-((Math.log2(b / p95_ms / 1.8) / 0.5) ** 2)),
      ),
    );
  }
  backlog() {
    const points = { time_ms: [] };
    for (const key of KEYS) points[key] = [];
    const cells = [];
    if (this.state !== 'ready')
      for (let s = Math.max(this.start_s, this.now_s - this.kept_s); s <= this.now_s; ++s) {
        const p = this.point(s);
        points.time_ms.push(p.time_ms);
        for (const key of KEYS) points[key].push(p[key]);
        cells.push(this.heat(s));
      }
    return {
      type: 'backlog',
      epoch: this.epoch,
      names: [],
      points,
      heat: heatOf(
        points.time_ms.map((t) => t / 1000),
        cells,
      ),
      markers: this.markers,
    };
  }
  rowOf(entry, i) {
    const t = this.now_s - this.start_s;
    const rps = (900 * entry.share) / this.total;
    const failing = i % 9 === 4;
    const wave = 1 + 0.1 * Math.sin(this.now_s / 9 + i);
    const spark = Array.from(
      { length: 20 },
      (_, k) => rps * (1 + 0.2 * Math.sin((this.now_s + k) / 3 + i)),
    );
    return [
      entry.method,
      entry.name,
      Math.round(rps * t),
      failing ? Math.round(rps * t * 0.031) : 0,
      entry.speed * wave,
      entry.speed * 2.6 * wave,
      entry.speed * 5.1,
      entry.speed * 1.3,
      entry.speed / 6,
      entry.speed * 13,
      1432 + i * 7,
      rps * wave,
      failing ? rps * 0.031 : 0,
      spark,
    ];
  }
  tick(rows, first) {
    const live = this.state !== 'ready';
    const at = Math.max(
      0,
      COLUMNS.findIndex((c) => c.replace('_ms', '') === rows.sort),
    );
    let all = live ? this.names.map((n, i) => this.rowOf(n, i)) : [];
    const needle = rows.filter.toLowerCase();
    all = all.filter(
      (r) =>
        (!needle || `${r[0]} ${r[1]}`.toLowerCase().includes(needle)) &&
        (!rows.only_failing || r[3] > 0),
    );
    all.sort(
      (a, b) =>
        (typeof a[at] === 'string' ? a[at].localeCompare(b[at]) : a[at] - b[at]) *
        (rows.descending ? -1 : 1),
    );
    const t = live ? this.now_s - this.start_s : 0;
    const p = this.point(this.now_s);
    const errors = live
      ? this.names
          .flatMap((n, i) =>
            i % 9 === 4
              ? [
                  {
                    method: n.method,
                    name: n.name,
                    message: i % 2 ? 'status 503' : `timed out after ${500 + i} ms`,
                    count: 31 + i,
                    first_ms: (this.start_s + 40 + i) * 1000,
                    last_ms: this.now_s * 1000,
                  },
                ]
              : [],
          )
          .slice(0, 40)
      : [];
    return {
      type: 'tick',
      epoch: this.epoch,
      seq: this.seq,
      time_ms: this.clock(),
      state: this.state,
      elapsed_s: t,
      remaining_s: live ? Math.max(0, 7200 - t) : null,
      users: live ? p.users : 0,
      target_users: live ? this.users : 0,
      ...(this.state === 'running' || this.state === 'spawning'
        ? {
            points: Object.fromEntries(Object.entries(p).map(([k, v]) => [k, [v]])),
            heat: heatOf([this.now_s], [this.heat(this.now_s)]),
          }
        : {}),
      total: [
        '',
        'Aggregated',
        Math.round(874 * t),
        Math.round(3.4 * t),
        18.2,
        66.9,
        151,
        27.4,
        1.1,
        1204,
        1881,
        live ? p.rps : 0,
        live ? p.fail_per_s : 0,
        [],
      ],
      row_columns: COLUMNS,
      rows: all.slice(rows.from, rows.from + rows.count),
      row_count: all.length,
      from: rows.from,
      ...(first
        ? {
            errors,
            exceptions: live
              ? [
                  {
                    count: 7,
                    message: 'std::out_of_range: no such item',
                    traceback:
                      'Shopper::buy() at shop.cpp:41\n  acrida::Task::resume() at task.hpp:120\n  main',
                    slaves: 'vm-1, vm-3',
                  },
                ]
              : [],
          }
        : {}),
      slaves: this.slaves(p),
      markers: first ? this.markers : [],
      generator: { verdict: 'valid', text: 'valid in all seconds' },
      link: { garbage: 0, lost_reports: 0 },
      thresholds: [
        {
          expression: 'p95<200ms',
          scope: '',
          state: 'holds',
          missed: false,
          value: p.p95_ms,
          value_text: `${Math.round(p.p95_ms)} ms`,
          limit: 200,
          unit: 'ms',
          abort: false,
        },
        {
          expression: 'failures(/items)<0.3% for 30s',
          scope: 'GET /items',
          state: 'failed',
          missed: true,
          value: 0.0039,
          value_text: '0.39 %',
          limit: 0.003,
          unit: 'share',
          since_ms: (this.now_s - 95) * 1000,
          abort: true,
        },
      ],
      insecure_link: false,
    };
  }
  slaves(p) {
    return ['vm-1', 'vm-2', 'vm-3', 'vm_2ba9'].map((id, i) => ({
      id,
      index: i,
      state: i === 3 ? 'missing' : this.state,
      present: i !== 3,
      is_acrida: i !== 1,
      users: i === 3 || this.state === 'ready' ? 0 : Math.round(p.users / 3),
      cpu_percent: [48, 74, 91, 0][i] + p.cpu_percent / 20,
      memory_bytes: 312e6 + i * 41e6,
      version: i === 1 ? '2.12.1' : '0.9.0',
      rtt_ms: i === 1 ? null : 0.4 + i / 5,
      clock_offset_ms: i === 1 ? null : 0.1 - i,
    }));
  }
  row(method, name) {
    const b = this.backlog().points;
    const last = (c) => c.slice(-900);
    return {
      method,
      name,
      columns: KEYS,
      points: {
        time_ms: last(b.time_ms),
        rps: last(b.rps).map((v) => v / 20),
        fail_per_s: last(b.fail_per_s).map((v) => v / 20),
        p50_ms: last(b.p50_ms),
        p95_ms: last(b.p95_ms),
        p99_ms: last(b.p99_ms),
      },
      percentiles: { p50: 18, p75: 24, p90: 51, p95: 66, p99: 151, 'p99.9': 402, max: 1204 },
      errors: this.tick({ sort: 'name', filter: '', from: 0, count: 0 }, true).errors.filter(
        (e) => e.method === method && e.name === name,
      ),
    };
  }
  logs(since) {
    const lines = [];
    for (let i = since; i < this.seq; ++i)
      if (i > this.seq - 300)
        lines.push({
          time_ms: (this.start_s + i) * 1000,
          level: i % 50 === 0 ? 'error' : i % 11 === 0 ? 'warning' : 'info',
          source: i % 3 ? 'master' : `slave vm-${(i % 3) + 1}`,
          text:
            i % 50 === 0
              ? 'slave vm_2ba9 was lost; its 250 users go to the others'
              : `second ${i}: all reports are here`,
        });
    return { cursor: this.seq, lines };
  }
  plan({ users = 1, spawn_rate = 1, run_time, rate }) {
    const ramp = users / spawn_rate;
    const end = run_time ? 600 : ramp * 1.5;
    return {
      points: [
        [0, 0],
        [ramp, users],
        [end, users],
      ],
      duration_s: run_time ? 600 : null,
      per_slave: ['vm-1', 'vm-2', 'vm-3'].map((id) => ({ id, users: Math.round(users / 3) })),
      command: `acrida run /srv/tests/shop.cpp -u ${users} -r ${spawn_rate}${rate ? ` --rate ${rate}/s` : ''}`,
      ...(users > 5000
        ? {
            warning:
              '5,001 users on 3 slaves need more sockets than slave vm-2 has descriptors for',
          }
        : {}),
    };
  }
  start({ users }, fresh) {
    if (fresh)
      (this.epoch++,
        (this.start_s = this.now_s),
        (this.markers = []),
        this.mark('start', 'started'));
    else this.mark('edit', `${users} users`);
    this.users = users ?? this.users;
    this.state = 'running';
  }
  stop() {
    this.state = 'stopped';
    this.mark('stop', 'stopped');
  }
  mark(kind, text, s = this.now_s) {
    this.markers.push({ time_ms: s * 1000, kind, text });
  }
  advance() {
    if (this.state === 'running' || this.state === 'spawning') ++this.now_s;
    ++this.seq;
  }
}

// What the fake master remembers of past runs.
export function fakeHistory(run) {
  const runs = Array.from({ length: 14 }, (_, i) => ({
    id: 14 - i,
    name: i === 3 ? 'before the cache' : '',
    started_ms: run.clock() - i * 86_400_000,
    duration_s: 600 + i * 60,
    test: 'shop.cpp',
    test_hash: i < 6 ? '3fa9c1d2' : '77aa01bc',
    version: '0.9.0',
    users: 500,
    rps: 800 + 40 * Math.sin(i),
    p95_ms: 66 + 9 * Math.cos(i * 2),
    failures: i % 4 === 1 ? 1400 : 12,
    requests: 520_000,
    verdict: i % 4 === 1 ? 'failed' : 'passed',
    tags: i % 3 === 0 ? ['nightly'] : [],
    note: i === 3 ? 'Cache off on the web servers.' : '',
    star: i === 3,
    state: 'stopped',
  }));
  const metric = (metric, unit, a, b, word) => ({
    metric,
    unit,
    a,
    b,
    difference: b - a,
    relative: (b - a) / a,
    low: (b - a) / a - 0.02,
    high: (b - a) / a + 0.02,
    word,
  });
  return {
    answer(path, method, query, body) {
      const [folder, id, verb] = path.split('/');
      if (folder === 'compare')
        return {
          runs: [query.get('a'), ...query.getAll('b')].map((x) =>
            runs.find((r) => r.id === Number(x)),
          ),
          metrics: [
            metric('rps', '1/s', 810, 838, 'better'),
            metric('p95', 'ms', 66, 75, 'worse'),
            metric('p50', 'ms', 18, 18.1, 'no clear change'),
            metric('failure_share', '', 0.002, 0.002, 'too little data'),
          ],
          names: [
            { method: 'GET', name: '/items', metrics: [metric('p95', 'ms', 61, 79, 'worse')] },
            {
              method: 'POST',
              name: '/cart',
              metrics: [metric('p95', 'ms', 120, 119, 'no clear change')],
            },
          ],
          warnings: ['The tests differ: 3fa9c1d2 and 77aa01bc.'],
        };
      if (folder !== 'runs') return null;
      if (!id) return { runs };
      const found = runs.find((r) => r.id === Number(id));
      if (!found) return null;
      if (verb === 'edit') return (Object.assign(found, body), { ok: true, message: 'Saved' });
      if (verb === 'delete')
        return (runs.splice(runs.indexOf(found), 1), { ok: true, message: 'Deleted' });
      if (verb === 'series') return { points: run.backlog().points };
      const tick = run.tick(
        { sort: 'requests', descending: true, filter: '', from: 0, count: 500 },
        true,
      );
      if (verb === 'rows') return { row_columns: tick.row_columns, rows: tick.rows };
      return {
        ...found,
        config: { users: 500, spawn_rate: 20, host: 'https://shop.example' },
        markers: run.markers,
        slaves: tick.slaves,
        row_columns: tick.row_columns,
        rows: tick.rows,
        errors: tick.errors,
        exceptions: tick.exceptions,
      };
    },
  };
}

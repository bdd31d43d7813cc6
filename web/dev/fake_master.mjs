// A fake master for work on the page and for measuring it: it replays the API with invented figures.
// node dev/fake_master.mjs [--port 8099] [--names 400] [--history 3600] [--state ready|running]
//                          [--features history] [--refuse-upgrades] [--hz 1] [--now MS]
// It serves dist/; the tests run against the real master, never against this.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';
import { FakeRun, overview } from './fake_run.mjs';
import { fakeHistory } from './fake_history.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8099' },
    names: { type: 'string', default: '400' },
    history: { type: 'string', default: '3600' },
    state: { type: 'string', default: 'running' },
    features: { type: 'string', default: 'history' },
    hz: { type: 'string', default: '1' },
    now: { type: 'string', default: '0' },
    'refuse-upgrades': { type: 'boolean', default: false },
  },
});

const run = new FakeRun({
  names: Number(options.names),
  history: Number(options.history),
  state: options.state,
  now_ms: Number(options.now),
});
const about = { ...overview, features: options.features.split(',').filter(Boolean) };
const past = fakeHistory(run);
const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

const json = (response, body, status = 200) => {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
};

const hello = () => ({
  type: 'hello',
  epoch: run.epoch,
  seq: run.seq,
  time_ms: run.clock(),
  overview: about,
});

const rowsOf = (query) => ({
  sort: query.get('sort') ?? 'requests',
  descending: query.get('descending') !== '0',
  filter: query.get('filter') ?? '',
  only_failing: query.get('only_failing') === '1',
  from: Number(query.get('from') ?? 0),
  count: Number(query.get('count') ?? 60),
});

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://x');
  const path = url.pathname;
  let body = '';
  for await (const part of request) body += part;
  const sent = body ? JSON.parse(body) : {};
  if (path.startsWith('/api/v1/')) {
    const name = path.slice(8);
    if (request.method === 'POST' && request.headers['x-requested-with'] !== 'acrida')
      return json(response, { error: 'X-Requested-With: acrida is missing' }, 403);
    if (name === 'me')
      return json(response, {
        user: null,
        role: 'admin',
        authenticated: false,
        insecure_web: false,
      });
    if (name === 'overview') return json(response, about);
    if (name === 'live') {
      const since = url.searchParams.get('since');
      const tick = run.tick(rowsOf(url.searchParams), true);
      return json(response, { messages: since ? [tick] : [hello(), run.backlog(), tick] });
    }
    if (name === 'row')
      return json(response, run.row(url.searchParams.get('method'), url.searchParams.get('name')));
    if (name === 'logs')
      return json(response, run.logs(Number(url.searchParams.get('since') ?? 0)));
    if (name === 'plan/preview') return json(response, run.plan(sent));
    if (name === 'run/start' || name === 'run/edit') {
      if (sent.users === 13)
        return json(response, { error: '13 brings bad luck', field: 'users' }, 400);
      run.start(sent, name === 'run/start');
      return json(response, { ok: true, message: 'Started' });
    }
    if (name === 'run/stop') return (run.stop(), json(response, { ok: true, message: 'Stopped' }));
    if (name === 'run/reset') return json(response, { ok: true, message: 'Statistics are reset' });
    if (name === 'run/markers') return (run.mark('user', sent.text), json(response, { ok: true }));
    if (name === 'slaves/drain') return json(response, { ok: true, message: 'Draining' });
    const answer = past.answer(name, request.method, url.searchParams, sent);
    return answer ? json(response, answer) : json(response, { error: 'Not found' }, 404);
  }
  if (path === '/stats/requests')
    return json(response, {
      workers: [{ user_classes_count: { Shopper: 742, Guest: 257, Admin: 1 } }],
    });
  const file = path === '/' ? 'index.html' : path.slice(1);
  try {
    const bytes = await readFile(new URL(`../dist/${file}`, import.meta.url));
    response.writeHead(200, {
      'Content-Type': types[file.split('.').pop()],
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'",
    });
    response.end(bytes);
  } catch {
    response.writeHead(404).end('Not found');
  }
});

const sockets = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  if (options['refuse-upgrades']) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  sockets.handleUpgrade(request, socket, head, (peer) => {
    peer.rows = rowsOf(new URLSearchParams());
    peer.greeted = false;
    peer.on('message', (data) => {
      const { subscribe } = JSON.parse(data);
      peer.rows = subscribe.rows;
      if (!peer.greeted || subscribe.since === null) {
        peer.send(JSON.stringify(hello()));
        peer.send(JSON.stringify(run.backlog()));
        peer.greeted = true;
      }
      peer.send(JSON.stringify(run.tick(peer.rows, true)));
    });
  });
});

const tickAll = () => {
  run.advance();
  for (const peer of sockets.clients)
    if (peer.greeted && peer.bufferedAmount === 0)
      peer.send(JSON.stringify(run.tick(peer.rows, false)));
};
if (Number(options.hz) > 0) setInterval(tickAll, 1000 / Number(options.hz));

server.listen(Number(options.port), '127.0.0.1', () =>
  console.log(`fake master: http://127.0.0.1:${options.port}`),
);

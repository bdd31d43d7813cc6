// Master: a real `acrida run` or `acrida master` for a test of the page, and what stands between it
// and the browser when a connection is to break.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const executable = process.env.ACRIDA ?? join(root, 'build/acrida');
export const crowd = join(root, 'tests/integration/users/crowd.cpp');
const START_MS = 60_000; // the test may have to be compiled

function launch(args, folder) {
  const child = spawn(executable, args, {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: join(root, 'build/cache'), XDG_STATE_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (child.log += text));
  return child;
}

async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((done) => child.once('exit', done));
}

/** The address of the page, once the process tells it. */
async function addressOf(child) {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const found = /web UI at (http:\/\/[\d.]+:\d+)/.exec(child.log);
    if (found) return found[1];
    if (child.exitCode !== null) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`acrida did not start: ${child.log}`);
}

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class Master {
  /** A run with its own slave: `acrida run`, started at once with `--autostart` among the options. */
  static async run(...options) {
    return Master.begin(['run', crowd, '--web-port', '0', ...options]);
  }

  /** A master that waits for slaves. */
  static async alone(...options) {
    const port = await freePort();
    const master = await Master.begin([
      'master',
      '-f',
      crowd,
      '--web-port',
      '0',
      '--master-bind-port',
      String(port),
      ...options,
    ]);
    master.port = port;
    return master;
  }

  static async begin(args) {
    const master = new Master();
    master.folder = mkdtempSync(join(tmpdir(), 'acrida-web-'));
    const own = process.env.ACRIDA_WEB_DIR; // in place of the page that is built in
    master.children = [launch(own ? [...args, '--web-dir', own] : args, master.folder)];
    try {
      master.url = await addressOf(master.children[0]);
    } catch (error) {
      await master.end();
      throw error;
    }
    return master;
  }

  addSlave() {
    const args = ['slave', '--master-port', String(this.port)];
    this.children.push(launch(args, this.folder));
  }

  async get(path) {
    return (await fetch(this.url + path)).json();
  }

  post(path, body, headers = { 'X-Requested-With': 'acrida' }) {
    return fetch(this.url + path, { method: 'POST', body: JSON.stringify(body), headers });
  }

  async end() {
    for (const child of this.children.reverse()) child.kill('SIGTERM');
    const late = setTimeout(() => this.children.forEach((child) => child.kill('SIGKILL')), 5_000);
    await Promise.all(this.children.map(ended));
    clearTimeout(late);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As `acrida users add` beside a master that runs. */
export async function addUser(master, name, role, password) {
  const args = ['users', 'add', name, '--role', role, '--data-dir', master.folder];
  const child = spawn(executable, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(`${password}\n`);
  await ended(child);
  if (child.exitCode !== 0) throw new Error(`users add ${name}: ${child.exitCode}`);
}

/** Passes bytes on to a master until it is told to break connections, or to refuse upgrades. */
export class Proxy {
  static async to(url) {
    const proxy = new Proxy();
    proxy.sockets = new Set();
    proxy.mode = 'pass';
    const { port, hostname } = new URL(url);
    proxy.server = createServer((client) => {
      if (proxy.mode === 'broken') return client.destroy();
      if (proxy.mode === 'frozen') return void (proxy.sockets.add(client), client.pause());
      const upstream = connect(Number(port), hostname);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ]) {
        proxy.sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => (proxy.sockets.delete(from), to.destroy()));
      }
      upstream.on('data', (bytes) => client.write(bytes));
      client.on('data', (bytes) => {
        const refused =
          proxy.mode === 'no upgrades' && /^upgrade: websocket/im.test(bytes.toString('latin1'));
        if (refused)
          client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        else upstream.write(bytes);
      });
    });
    await new Promise((done) => proxy.server.listen(0, '127.0.0.1', done));
    proxy.url = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  /** Ends all connections and refuses new ones until restore(). */
  cut() {
    this.mode = 'broken';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Nothing passes, and nobody is told: as when a laptop sleeps. */
  freeze() {
    this.mode = 'frozen';
    for (const socket of this.sockets) socket.pause();
  }

  /** What has slept is dead: its connections end, new ones pass. */
  restore() {
    if (this.mode === 'frozen') for (const socket of this.sockets) socket.destroy();
    this.mode = 'pass';
  }

  async end() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}

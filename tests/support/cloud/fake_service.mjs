// FakeService: what the fakes of cloud APIs have in common: the server, the faults, the machines' processes.
//
// POST /fake/faults [FAULT, ...]   replaces the faults; the counts of calls begin anew
// POST /fake/settings {...}        merged into the fake's settings
// POST /fake/forget                images that were made of machines
// POST /fake/machine {...}         a machine that somebody else has made
// GET  /fake/state                 {machines, images, calls, settings, refused}
//
// FAULT: {call, first = 1, count = 1, ...what happens to those calls}
//   status, code, message, retry_after   refused; nothing was done
//   after: true                          done all the same, and then so
//   lose: true                           the connection is closed without an answer
//   body, status                         this text instead of the answer, which is done or not as `after` says
//   huge_mb                              so many MiB instead of the answer; nothing was done
//   cut: true                            the answer breaks off in its middle (it was done)
//   delay_ms                             it comes later
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

export class Refusal extends Error {
  constructor(status, code, message, retryAfter) {
    super(message);
    Object.assign(this, { status, code, retryAfter });
  }
}

const MAX_BODY_BYTES = 1 << 20;

const bodyOf = async (request) => {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    if ((bytes += part.length) > MAX_BODY_BYTES)
      throw new Refusal(413, 'RequestTooLarge', 'the body is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
};

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export class FakeService {
  constructor(settings) {
    this.settings = { boot_ms: 20, stop_ms: 20, boot_command: '', ...settings };
    this.faults = [];
    this.calls = {};
    this.log = [];
    this.processes = new Map();
    for (const name of ['SIGTERM', 'SIGINT'])
      process.on(name, () => {
        for (const child of this.processes.values()) this.#signal(child, 'SIGKILL');
        process.exit(0);
      });
  }

  // ---- what a fake defines: nameOf(call), carryOut(call) => {status, headers, body}, refuse(refusal), and
  // addForeign(), state()

  start(port = 0) {
    const server = createServer((request, response) => this.serve(request, response));
    server.keepAliveTimeout = 1_000;
    server.listen(port, '127.0.0.1', () =>
      console.log(`listening on http://127.0.0.1:${server.address().port}`),
    );
  }

  async serve(request, response) {
    try {
      const body = await bodyOf(request);
      const url = new URL(request.url, 'http://fake');
      const call = {
        method: request.method,
        path: url.pathname,
        url: request.url,
        query: url.searchParams,
        headers: request.headers,
        body,
      };
      if (call.path.startsWith('/fake/')) return this.#control(call, response);
      await this.#answer(call, request, response);
    } catch (error) {
      const refusal =
        error instanceof Refusal ? error : new Refusal(500, 'InternalError', String(error.stack));
      this.#send(response, this.refuse(refusal));
    }
  }

  #control(call, response) {
    const given = call.body ? JSON.parse(call.body) : {};
    if (call.path === '/fake/faults') {
      this.faults = given;
      this.calls = {};
    } else if (call.path === '/fake/settings') Object.assign(this.settings, given);
    else if (call.path === '/fake/forget') {
      for (const [id, { tags }] of this.images) if (tags['acrida-image-of']) this.images.delete(id);
    } else if (call.path === '/fake/machine')
      return this.#sendJson(response, this.addForeign(given));
    else if (call.path !== '/fake/state') return this.#send(response, { status: 404, body: '' });
    this.#sendJson(response, {
      ...this.state(),
      calls: this.calls,
      log: this.log,
      settings: this.settings,
    });
  }

  #faultOf(name) {
    const number = (this.calls[name] = (this.calls[name] ?? 0) + 1);
    return this.faults.find(
      ({ call, first = 1, count = 1 }) =>
        (call === name || call === '*') && number >= first && number < first + count,
    );
  }

  async #answer(call, request, response) {
    const name = this.nameOf(call);
    this.log.push(name);
    const fault = this.#faultOf(name) ?? {};
    if (fault.delay_ms && !fault.after) await sleep(fault.delay_ms);
    if (fault.huge_mb) fault.body = 'x'.repeat(fault.huge_mb << 20);
    const isDone =
      fault.after || fault.cut || !(fault.status || fault.lose || fault.body !== undefined);
    let answer;
    if (isDone) {
      try {
        answer = await this.carryOut(call, name);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        answer = this.refuse(error);
      }
    }
    if (fault.delay_ms && fault.after) await sleep(fault.delay_ms);
    if (fault.lose) return request.socket.destroy();
    if (fault.cut) return this.#sendHalf(response, answer);
    if (fault.body !== undefined) answer = { status: fault.status ?? 200, body: fault.body };
    else if (fault.status)
      answer = this.refuse(
        new Refusal(
          fault.status,
          fault.code ?? 'InternalError',
          fault.message ?? `as it was told: ${name}`,
          fault.retry_after,
        ),
      );
    this.#send(response, answer);
  }

  #send(response, { status, headers = {}, body = '' }) {
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  }

  #sendJson(response, value) {
    this.#send(response, {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(value),
    });
  }

  #sendHalf(response, { status, headers = {}, body = '' }) {
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) + 10 });
    response.write(body.slice(0, body.length / 2), () => response.socket.destroy());
  }

  // ---- the machines' processes

  /// Runs the command that was given with the ACRIDA_ variables of `userData`; `onEnd` when it ends by itself.
  boot(id, userData, onEnd) {
    if (!this.settings.boot_command) return;
    const variables = Object.fromEntries(
      [...userData.matchAll(/^\s*(ACRIDA_[A-Z_]+)=(.*)$/gm)].map(([, key, value]) => [
        key,
        value.trim(),
      ]),
    );
    const child = spawn('/bin/sh', ['-c', `exec ${this.settings.boot_command}`], {
      env: { ...process.env, ...variables },
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.processes.set(id, child);
    child.on('exit', () => {
      if (this.processes.get(id) === child && this.processes.delete(id)) onEnd();
    });
  }

  halt(id) {
    const child = this.processes.get(id);
    this.processes.delete(id);
    if (child) this.#signal(child, 'SIGTERM');
  }

  #signal(child, name) {
    try {
      process.kill(-child.pid, name);
    } catch {
      // It has ended.
    }
  }
}

/// `--name value` pairs of the command line.
export const optionsOf = (words) => {
  const options = {};
  for (let place = 0; place + 1 < words.length; place += 2)
    options[words[place].replace(/^--/, '')] = words[place + 1];
  return options;
};

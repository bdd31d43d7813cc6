// FakeMaster: dev/fake_master.mjs as a process, for what no real run shows within a test.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { freePort } from './master.mjs';

export class FakeMaster {
  static async begin(...options) {
    const fake = new FakeMaster();
    const port = await freePort();
    const script = join(import.meta.dirname, '../dev/fake_master.mjs');
    fake.url = `http://127.0.0.1:${port}`;
    fake.child = spawn(process.execPath, [script, '--port', String(port), ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((done, fail) => {
      fake.child.stdout.once('data', done);
      fake.child.once('exit', (code) => fail(new Error(`the fake master ended: ${code}`)));
    });
    return fake;
  }

  async end() {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await gone;
  }
}

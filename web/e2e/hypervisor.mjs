// Hypervisor: a libvirt of the test's own with QEMU, and a target that its machines reach.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from './browser.mjs';
import { freePort, root } from './master.mjs';

const templates = join(root, 'build/cloud-templates/libvirt');
/** The host, as machines with QEMU's user network see it. */
export const HOST_OF_GUESTS = '10.0.2.2';

// Ended by the kernel with this process.
const start = (...command) =>
  spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], { stdio: 'ignore' });

async function kill(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
}

export class Hypervisor {
  /** Why there can be none; '' if there can. */
  static missing() {
    if (process.getuid() !== 0) return 'not root';
    for (const program of ['libvirtd', 'virsh', 'qemu-system-x86_64', 'nginx'])
      if (!['/usr/bin', '/usr/sbin'].some((folder) => existsSync(join(folder, program))))
        return `no ${program}: ./dev cloud-test installs it`;
    if (!existsSync(join(templates, 'domain.xml')))
      return 'no template: the test cloud/template/libvirt makes it';
    return '';
  }

  /** With the domain `template`, whose kernel gets `variables`, and what is somebody else's. */
  static async begin(variables) {
    const own = new Hypervisor();
    own.folder = mkdtempSync(join(tmpdir(), 'acrida-virt-'));
    const script = join(root, 'tests/integration/cloud/libvirtd.sh');
    own.child = start(script, own.folder);
    const socket = join(own.folder, 'run/libvirt-sock');
    own.uri = `qemu+unix:///system?socket=${socket}`;
    await until('libvirtd', () => existsSync(socket));
    own.virsh('pool-define-as', 'default', 'dir', '--target', join(own.folder, 'pool'));
    own.virsh('pool-start', 'default');
    own.virsh('vol-create-as', 'default', 'foreign.qcow2', '8M', '--format', 'qcow2');
    const given = readFileSync(join(templates, 'domain.xml'), 'utf8');
    own.define('foreign', given.replace(join(templates, 'disk.qcow2'), own.pool('foreign.qcow2')));
    own.define('template', given.replace('ACRIDA_PROCS=1', variables));
    return own;
  }

  pool(file) {
    return join(this.folder, 'pool', file);
  }

  virsh(...words) {
    const { status, stdout, stderr } = spawnSync('virsh', ['--connect', this.uri, ...words]);
    if (status !== 0) throw new Error(`virsh ${words.join(' ')}: ${stderr}`);
    return String(stdout);
  }

  define(name, text) {
    const file = join(this.folder, `${name}.xml`);
    writeFileSync(file, text.replace('acrida-template', name));
    this.virsh('define', file);
  }

  domains() {
    return this.virsh('list', '--all', '--name').split(/\s+/).filter(Boolean).sort();
  }

  volumes() {
    return readdirSync(join(this.folder, 'pool')).sort();
  }

  async end() {
    await kill(this.child);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An nginx that counts what it was asked. */
export class CountingTarget {
  static async begin() {
    const target = new CountingTarget();
    target.folder = mkdtempSync(join(tmpdir(), 'acrida-nginx-'));
    target.port = await freePort();
    for (const path of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'])
      mkdirSync(join(target.folder, path));
    writeFileSync(
      join(target.folder, 'nginx.conf'),
      `user root; daemon off; master_process off; pid nginx.pid; error_log error.log;
      events {}
      http {
        log_format counted '$request_method $uri';
        access_log access.log counted;
        client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi; scgi_temp_path scgi;
        server {
          listen 127.0.0.1:${target.port};
          location / { return 200 '{"items":[]}'; }
          location = /missing { return 404; }
          location = /status-503 { return 503; }
        }
      }`,
    );
    target.child = start(
      '/usr/sbin/nginx',
      '-p',
      target.folder,
      '-c',
      'nginx.conf',
      '-e',
      'error.log',
    );
    await until('nginx', () => existsSync(join(target.folder, 'nginx.pid')));
    return target;
  }

  /** How often, by method and path. */
  counts() {
    const counts = {};
    for (const line of readFileSync(join(this.folder, 'access.log'), 'utf8').split('\n'))
      if (line !== '') counts[line] = (counts[line] ?? 0) + 1;
    return counts;
  }

  async end() {
    await kill(this.child);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

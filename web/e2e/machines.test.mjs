// Machines: from Spawn Slave to a virtual machine that boots, takes users, stops itself and is deleted.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { figure, openBrowser, openTab, until } from './browser.mjs';
import { CountingTarget, HOST_OF_GUESTS, Hypervisor } from './hypervisor.mjs';
import { Master, executable, freePort, root } from './master.mjs';

const skip = Hypervisor.missing() || false;
/** Two slaves a machine, which powers itself off when they have had no run for so long. */
const VARIABLES = 'ACRIDA_PROCS=2 ACRIDA_AUTOSTOP_IDLE=20s ACRIDA_AUTOSTOP_GRACE=20s';

let hypervisor;
let target;
let master;
let browser;
let tab;

function acrida(...words) {
  const { status, stdout, stderr } = spawnSync(executable, words);
  assert.equal(status, 0, `acrida ${words.join(' ')}: ${stderr}`);
  return String(stdout);
}

before(async () => {
  if (skip) return;
  [hypervisor, target] = await Promise.all([Hypervisor.begin(VARIABLES), CountingTarget.begin()]);
  const cloud = ['--cloud', 'libvirt', '--libvirt-uri', hypervisor.uri];
  acrida('cloud', 'template', 'tag', 'template', ...cloud);
  const port = String(await freePort());
  const options = ['--web-port', '0', '--master-bind-port', port, '--idle-stop', '30m', ...cloud];
  const user = join(root, 'tests/integration/users/shopper.cpp');
  const host = [
    '-H',
    `http://${HOST_OF_GUESTS}:${target.port}`,
    '--advertise-host',
    HOST_OF_GUESTS,
  ];
  [master, browser] = await Promise.all([
    Master.begin(['master', '-f', user, ...host, ...options]),
    openBrowser(),
  ]);
  tab = await openTab(browser, `${master.url}/#/slaves`);
});

after(async () => {
  await browser?.close();
  await master?.end();
  await target?.end();
  await hypervisor?.end();
});

const machine = async () => (await master.get('/api/v1/machines')).machines[0];
const step = async () => (await machine()).step;
let asked;
const told = (t, what) =>
  t.diagnostic(`${what} after ${((Date.now() - asked) / 1000).toFixed(1)} s`);

test('Spawn Slave: a clone of the template boots, and its two slaves join', { skip }, async (t) => {
  await tab.getByRole('banner').getByRole('button', { name: 'Spawn slave' }).click();
  const dialog = tab.getByRole('dialog');
  await dialog.getByLabel('Template').selectOption('template');
  asked = Date.now();
  await dialog.getByRole('button', { name: 'Spawn slave' }).click();
  await until('a machine', async () => hypervisor.domains().length === 3);
  told(t, 'the domain is there');
  await until('ready', async () => (await step()) === 'ready');
  told(t, 'its first slave has joined');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await until('both slaves', async () => (await figure(tab, 'Slaves')) === '2');
  told(t, 'both have');
});

test(
  'its slaves take users, and the totals are what the target has counted',
  { skip },
  async (t) => {
    asked = Date.now();
    await master.post('/api/v1/run/start', { users: 20, spawn_rate: 100 });
    await until('users', async () => (await machine()).users === 20);
    told(t, 'twenty users run');
    const total = async () => (await master.get('/stats/requests')).stats.at(-1).num_requests;
    await until('requests', async () => (await total()) > 500);
    await master.post('/api/v1/run/stop', {});
    await until('no users', async () => (await master.get('/stats/requests')).state === 'stopped');
    const { stats } = await master.get('/stats/requests');
    const counted = {};
    for (const row of stats)
      if (row.name !== 'Aggregated') counted[`${row.method} ${row.name}`] = row.num_requests;
    assert.deepEqual(counted, target.counts());
    t.diagnostic(`${await total()} requests, as nginx has them`);
  },
);

test('a machine without a run powers itself off', { skip }, async (t) => {
  asked = Date.now();
  const { id } = await machine();
  await until('stopped', async () => (await step()) === 'stopped');
  told(t, 'it has stopped itself');
  assert.match(hypervisor.virsh('domstate', `acrida-${id}`, '--reason'), /shut off \(shutdown\)/);
  const table = tab.getByRole('region', { name: 'Machines, table' });
  await table.getByText('Delete', { exact: true }).waitFor();
});

test('rm takes its disks and its domain, and nothing of anybody else', { skip }, async () => {
  const { id } = await machine();
  assert.equal(hypervisor.volumes().length, 3, 'its disk, its seed, and a foreign one');
  acrida('cloud', 'rm', id, '--master', master.url);
  await until('gone', async () => (await step()) === 'gone');
  assert.deepEqual(hypervisor.domains(), ['foreign', 'template']);
  assert.deepEqual(hypervisor.volumes(), ['foreign.qcow2']);
  assert.deepEqual(tab.complaints, []);
});

// Slaves come, are drained and are lost; where the generator is the limit, charts say so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { figure, openBrowser, openTab, until } from './browser.mjs';
import { Master } from './master.mjs';

let master;
let browser;
let tab;

const slaves = async () =>
  (await master.get('/api/v1/live?count=1')).messages.findLast(({ type }) => type === 'tick')
    .slaves;

before(async () => {
  [master, browser] = await Promise.all([Master.alone('--slave-timeout', '4s'), openBrowser()]);
  for (let i = 0; i < 3; ++i) master.addSlave();
  await until('three slaves', async () => (await slaves()).length === 3);
  const body = { users: 6, spawn_rate: 10, arguments: { names: 5 } };
  assert.equal((await master.post('/api/v1/run/start', body)).status, 200);
  tab = await openTab(browser, `${master.url}/#/slaves`);
});

after(async () => {
  await browser?.close();
  await master?.end();
});

const rows = () => tab.getByRole('region', { name: /^Slaves/ }).locator('tbody tr');

test('each slave has its part of the users', async () => {
  await until('three rows', async () => (await rows().count()) === 3);
  await until('two users each', async () =>
    (await slaves()).every(({ users, state }) => users === 2 && state === 'running'),
  );
});

test('one that is drained gives its users to the others and goes', async () => {
  const [{ id }] = await slaves();
  await tab.getByRole('button', { name: `Drain ${id}` }).click();
  const dialog = tab.getByRole('dialog');
  await dialog.getByText('move to the other 2 slaves').waitFor();
  await dialog.getByRole('button', { name: 'Drain it' }).click();
  await until('it has gone', async () => (await slaves()).every((one) => one.id !== id));
  await until('six users on two', async () => (await slaves()).every(({ users }) => users === 3));
  await until('the page knows', async () => (await figure(tab, 'Slaves')) === '2');
});

test('one that is killed is shown as lost, with a marker in the charts', async () => {
  master.children.at(-1).kill('SIGKILL');
  await until('it is missing', async () => (await slaves()).some(({ present }) => !present));
  const { id } = (await slaves()).find(({ present }) => !present);
  await rows()
    .filter({ hasText: id })
    .getByText(/missing|lost/)
    .first()
    .waitFor();
  await until('six users on one', async () =>
    (await slaves()).some(({ present, users }) => present && users === 6),
  );
  const { messages } = await master.get('/api/v1/live');
  const markers = messages.flatMap((message) => message.markers ?? []);
  assert.ok(markers.some(({ kind, text }) => kind === 'slave_lost' && text.includes(id)));
  assert.deepEqual(tab.complaints, []);
});

// Spawn Slave: from the button to a slave with users, and back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { figure, openBrowser, openTab, until } from './browser.mjs';
import { Master } from './master.mjs';

let master;
let browser;
let tab;

before(async () => {
  [master, browser] = await Promise.all([Master.alone('--idle-stop', '5m'), openBrowser()]);
  tab = await openTab(browser, `${master.url}/#/slaves`);
});

after(async () => {
  await browser?.close();
  await master?.end();
});

const machines = async () => (await master.get('/api/v1/machines')).machines;
const steps = async () => (await machines()).map(({ step }) => step).join(' ');
const table = () => tab.getByRole('region', { name: 'Machines, table' });

test('Spawn Slave: rows show the steps until the slave is ready', async () => {
  await tab.getByRole('heading', { name: 'No slave is connected' }).waitFor();
  await tab.getByRole('banner').getByRole('button', { name: 'Spawn slave' }).click();
  const dialog = tab.getByRole('dialog');
  await dialog.getByLabel('Template').selectOption('one-core');
  await dialog.getByRole('button', { name: 'One machine more' }).click();
  assert.equal(await dialog.getByLabel('Machines').inputValue(), '2');
  assert.equal(await dialog.getByLabel('Stop after so long without users').inputValue(), '5m');
  await dialog.getByRole('button', { name: 'Spawn 2 slaves' }).click();
  const rows = dialog.getByRole('list', { name: 'New machines' }).locator('> li');
  await until('two rows', async () => (await rows.count()) === 2);
  await until('ready', async () => (await steps()) === 'ready ready');
  await until(
    'its pills',
    async () => (await rows.locator('.pill').allTextContents()).join() === 'ready,ready',
  );
  assert.match(await rows.first().locator('.way').textContent(), /requested [\d.]+ s/);
  await dialog.getByRole('button', { name: 'Close' }).click();
  assert.equal(await table().locator('tbody tr').count(), 2, 'they stay as rows');
  await until('slaves', async () => (await figure(tab, 'Slaves')) === '2');
});

test('more machines than are allowed are refused beside the field', async () => {
  await tab.getByRole('button', { name: 'Spawn slaves…' }).click();
  const dialog = tab.getByRole('dialog');
  await dialog.getByLabel('Machines').fill('50');
  await dialog.getByRole('button', { name: 'Spawn 50 slaves' }).click();
  await dialog.getByText('raise --max-machines').waitFor();
  await tab.keyboard.press('Escape');
  assert.equal((await machines()).length, 2);
});

test('the countdown is extended by a click, and a pin ends it', async () => {
  const [first, second] = await machines();
  await table()
    .getByRole('button', { name: `30 minutes more for ${first.id}` })
    .click();
  await until('longer', async () => (await machines())[0].idle_stop_in_s > 1_800);
  await table()
    .getByRole('button', { name: `Pin ${second.id}` })
    .click();
  await until('pinned', async () => (await machines())[1].pinned);
  await table().getByText('pinned').waitFor();
});

test('users run on the new slaves; stopping one says how many move', async () => {
  await master.post('/api/v1/run/start', { users: 4, spawn_rate: 100 });
  await until('users on both', async () => (await machines()).every(({ users }) => users === 2));
  const [first] = await machines();
  await table()
    .getByRole('button', { name: `Stop ${first.id}` })
    .click();
  const dialog = tab.getByRole('dialog');
  await dialog.getByText('Its 2 users move to the other 1 slave first.').waitFor();
  await dialog.getByRole('button', { name: 'Stop the machine' }).click();
  await until('it is gone', async () => (await steps()) === 'gone running');
  await until('all users', async () => (await figure(tab, 'Users')) === '4');
  await table()
    .getByRole('button', { name: `Remove the row of ${first.id}` })
    .click();
  await until('one row', async () => (await table().locator('tbody tr').count()) === 1);
  assert.deepEqual(
    tab.complaints.filter((line) => !line.includes('409')),
    [],
  );
});

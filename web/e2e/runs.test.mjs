// Runs that are kept: list, open, label, compare, export, delete.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, openTab, until } from './browser.mjs';
import { Master } from './master.mjs';

let master;
let browser;
let tab;

const state = async () =>
  (await master.get('/api/v1/live?count=1')).messages.findLast(({ type }) => type === 'tick').state;

async function runOnce(users) {
  const body = { users, spawn_rate: 10, run_time: '3s', arguments: { names: 20 } };
  assert.equal((await master.post('/api/v1/run/start', body)).status, 200);
  await until('the end of the run', async () => (await state()) === 'stopped');
}

before(async () => {
  [master, browser] = await Promise.all([Master.run('--data-dir', '.'), openBrowser()]);
  await until('the slave', async () => {
    const { messages } = await master.get('/api/v1/live?count=1');
    return messages.at(-1).slaves?.length === 1;
  });
  await runOnce(2);
  await runOnce(2);
  await until('two runs', async () => (await master.get('/api/v1/runs')).runs.length >= 2);
  tab = await openTab(browser, `${master.url}/#/runs`);
});

after(async () => {
  await browser?.close();
  await master?.end();
});

const rows = () => tab.getByRole('region', { name: 'Runs, table' }).locator('tbody tr');

test('the runs are listed, the newest first', async () => {
  await until('two rows', async () => (await rows().count()) === 2);
  await rows().first().getByRole('link', { name: 'Run 2' }).waitFor();
  await rows().first().getByText('crowd', { exact: false }).first().waitFor();
});

test('a run is opened, named and kept', async () => {
  await rows().last().getByRole('link', { name: 'Run 1' }).click();
  await tab.getByRole('heading', { name: 'Run 1' }).waitFor();
  await until('charts', async () => (await tab.locator('.plot canvas').count()) === 3);
  await tab.locator('.requests tbody tr', { hasText: '/page/7' }).first().waitFor();
  await tab.getByRole('button', { name: 'Name and note' }).click();
  await tab.getByRole('dialog').getByLabel('Name', { exact: true }).fill('<b>baseline</b>');
  await tab.getByLabel('Tags', { exact: true }).fill('nightly, release');
  await tab.getByLabel('Note', { exact: true }).fill('Cache off');
  await tab.getByRole('button', { name: 'Save' }).click();
  await tab.getByRole('heading', { name: '<b>baseline</b>' }).waitFor();
  await tab.goto(`${master.url}/#/runs`);
  await tab.getByRole('button', { name: 'Keep <b>baseline</b>' }).click();
  await until(
    'kept',
    async () => (await master.get('/api/v1/runs')).runs.find(({ id }) => id === 1).star,
  );
  await tab.getByLabel('Filter runs').fill('nightly');
  await until('one row', async () => (await rows().count()) === 1);
  await tab.getByLabel('Filter runs').fill('');
});

test('two runs of the same are compared, and nothing is claimed', async () => {
  for (const row of await rows().all()) await row.getByRole('checkbox').check();
  await tab.getByRole('link', { name: 'Compare 2' }).click();
  await tab.getByRole('heading', { name: 'Compare' }).waitFor();
  const table = tab.getByRole('region', { name: 'All requests compared, table' });
  await until('metrics', async () => (await table.locator('tbody tr').count()) >= 4);
  const words = await table.locator('tbody .pill').allTextContents();
  // Latencies are drawn from one distribution; three seconds are too few to say anything.
  for (const word of words) assert.match(word, /too little data|no clear change/);
  await until('charts', async () => (await tab.locator('.plot canvas').count()) === 3);
  await tab
    .getByRole('region', { name: 'Requests compared, table' })
    .getByText('/page/7')
    .first()
    .waitFor();
});

test('a run is exported, deleted and imported again', async () => {
  await tab.goto(`${master.url}/#/run?id=1`);
  const [download] = await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('link', { name: 'Export' }).click(),
  ]);
  const file = `${master.folder}/exported-run`;
  await download.saveAs(file);
  await tab.getByRole('button', { name: 'Delete…' }).click();
  await tab.getByRole('button', { name: 'Delete the run' }).click();
  await tab.waitForURL(/#\/runs/);
  await until('one row', async () => (await rows().count()) === 1);
  await tab.getByLabel('Import a run').setInputFiles(file);
  await tab.getByText('The run is imported').waitFor();
  await until('two rows', async () => (await rows().count()) === 2);
  await rows().getByRole('link', { name: '<b>baseline</b>' }).waitFor();
  assert.deepEqual(tab.complaints, []);
});

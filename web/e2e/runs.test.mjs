// Runs that are kept: list, open, label, compare, export, delete.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openBrowser, openTab, until } from './browser.mjs';
import { longRun } from './long_run.mjs';
import { executable, Master } from './master.mjs';

let master;
let browser;
let tab;

const state = async () =>
  (await master.get('/api/v1/live?count=1')).messages.findLast(({ type }) => type === 'tick').state;

async function runOnce(users, slow = 1) {
  const body = { users, spawn_rate: 10, run_time: '4s', arguments: { names: 20, slow } };
  assert.equal((await master.post('/api/v1/run/start', body)).status, 200);
  await until('the end of the run', async () => (await state()) === 'stopped');
}

before(async () => {
  const options = ['--data-dir', '.', '--threshold', 'p95<10s', '--threshold', 'rate>1000000'];
  [master, browser] = await Promise.all([Master.run(...options), openBrowser()]);
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
  await rows().first().getByText('FAIL', { exact: true }).waitFor();
  await rows().first().getByText('rate>1000000').waitFor();
  assert.equal(await tab.locator('.trend-bars i.bad').count(), 2);
});

test('a run is opened, named and kept', async () => {
  await rows().last().getByRole('link', { name: 'Run 1' }).click();
  await tab.getByRole('heading', { name: 'Run 1' }).waitFor();
  await until('charts', async () => (await tab.locator('.plot canvas').count()) === 6);
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
  await until('two rows', async () => (await rows().count()) === 2);
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

test('equal runs have no clear change, a slower one is worse, from CLI and page', async () => {
  await runOnce(2, 1.3);
  await until('a third run', async () => (await master.get('/api/v1/runs')).runs.length >= 3);
  const bytesOf = async (id) =>
    Buffer.from(await (await fetch(`${master.url}/api/v1/runs/${id}/export`)).arrayBuffer());
  const [usual, slow] = [await bytesOf(2), await bytesOf(3)];
  const ids = [];
  for (const [name, bytes] of [
    ['long', usual],
    ['equal', usual],
    ['slower', slow],
  ]) {
    const file = `${master.folder}/${name}.acrida`;
    writeFileSync(file, longRun(bytes, 300, name, 1000 + ids.length));
    const told = execFileSync(executable, ['runs', 'import', file, '--data-dir', master.folder]);
    ids.push(Number(/run (\d+)/.exec(told.toString())[1]));
  }
  await tab.goto(`${master.url}/#/compare?a=${ids[0]}&b=${ids[1]},${ids[2]}`);
  const table = tab.getByRole('region', { name: 'All requests compared, table' });
  const word = (metric) => table.locator('tr', { hasText: metric }).locator('.pill').textContent();
  await until('words', async () => (await table.locator('tbody tr').count()) === 6);
  for (const found of await table.locator('tbody .pill').allTextContents())
    assert.equal(found, 'no clear change');
  await tab.getByRole('button', { name: `C: run ${ids[2]}` }).click();
  await until('worse', async () => (await word('p50')) === 'worse');
  assert.equal(await word('p95'), 'worse');
  assert.equal(await tab.locator('.curves svg path:not(.grid)').count(), 3);
  await tab.getByLabel('From', { exact: false }).first().fill('10');
  await tab.getByRole('button', { name: 'Apply' }).click();
  await tab.getByText('compared: 0:10').first().waitFor();
  assert.match(tab.url(), /from_s=10/);
});

test('a run is replayed with its time bar: the table is of the part that it shows', async () => {
  const { runs } = await master.get('/api/v1/runs');
  const long = runs.find(({ name }) => name === 'long');
  await tab.goto(`${master.url}/#/run?id=${long.id}`);
  const all = tab.locator('.requests tfoot td.number').first();
  const requests = async () => Number((await all.textContent()).replace(/,/g, ''));
  await until('the whole run', async () => (await requests()) === long.requests);
  const bar = tab.getByRole('region', { name: 'Time bar' });
  await bar.getByLabel('From').fill('100');
  await tab.getByText('zoomed window').waitFor();
  assert.match(tab.url(), /from=\d+/);
  const share = (await requests()) / long.requests;
  assert.ok(share > 0.5 && share < 0.8, `a share of ${share}`);
  await bar.getByRole('button', { name: 'whole run' }).click();
  await until('the whole run', async () => (await requests()) === long.requests);
});

test('the report of a run opens from a file without a network, and prints', async () => {
  const runs = (await master.get('/api/v1/runs')).runs;
  const id = (name) => runs.find((run) => run.name === name).id;
  const path = `${master.folder}/report.html`;
  execFileSync(executable, [
    ...['report', String(id('slower')), '--baseline', String(id('long'))],
    ...['--html', path, '--data-dir', master.folder],
  ]);
  for (const colorScheme of ['light', 'dark']) {
    const offline = await openTab(browser, `file://${path}`, { offline: true, colorScheme });
    await offline.getByRole('heading', { name: 'slower' }).waitFor();
    await until('charts', async () => (await offline.locator('.plot canvas').count()) === 9);
    const { requests } = runs.find((run) => run.name === 'slower');
    const total = offline.locator('.requests tfoot td.number').first();
    assert.equal(await total.textContent(), requests.toLocaleString('en-US'));
    const words = offline.getByRole('region', { name: 'All requests compared, table' });
    await words.getByText('worse').first().waitFor();
    await offline.getByRole('region', { name: 'Failures, table' }).getByText('/order').waitFor();
    const pdf = await offline.pdf({ format: 'A4' });
    assert.ok(pdf.toString('latin1').match(/\/Type \/Page\b/g).length >= 2, 'pages');
    assert.deepEqual(offline.complaints, []);
    await offline.context().close();
  }
});

test('a run is exported, deleted and imported again', async () => {
  const count = (await master.get('/api/v1/runs')).runs.length;
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
  await until('one row less', async () => (await rows().count()) === count - 1);
  await tab.getByLabel('Import a run').setInputFiles(file);
  await tab.getByText('The run is imported').waitFor();
  await until('as before', async () => (await rows().count()) === count);
  await rows().getByRole('link', { name: '<b>baseline</b>' }).waitFor();
  assert.deepEqual(tab.complaints, []);
});

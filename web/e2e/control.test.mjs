// Starting, editing, marking and stopping a run from the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { figure, openBrowser, openTab, until } from './browser.mjs';
import { Master } from './master.mjs';

let master;
let browser;
let tab;

before(async () => {
  [master, browser] = await Promise.all([Master.alone(), openBrowser()]);
  tab = await openTab(browser, `${master.url}/`);
});

after(async () => {
  await browser?.close();
  await master?.end();
});

const startButton = () => tab.getByRole('button', { name: 'Start the run' });
const tickOf = async () =>
  (await master.get('/api/v1/live?count=1')).messages.findLast(({ type }) => type === 'tick');

test('without a slave the start is disabled, with the reason', async () => {
  await tab.getByRole('heading', { name: 'Start a run' }).waitFor();
  assert.ok(await startButton().isDisabled());
  await tab.getByText('No slave is connected').waitFor();
  await tab.goto(`${master.url}/#/live`);
  await tab.getByText('Nothing runs yet').waitFor();
  await tab.goto(`${master.url}/#/slaves`);
  await tab.getByRole('heading', { name: 'No slave is connected' }).waitFor();
});

test('a slave that joins enables it; wrong values are told beside their fields', async () => {
  master.addSlave();
  await until('a slave', async () => (await figure(tab, 'Slaves')) === '1');
  await tab.goto(`${master.url}/#/start`);
  await until('enabled', async () => startButton().isEnabled());
  await tab.getByLabel('Run time').fill('5 apples');
  await tab.getByText('A time span: 90, 90s, 5m or 1h30m').waitFor();
  assert.ok(await startButton().isDisabled());
  await tab.getByLabel('Run time').fill('10m');
  await tab.getByLabel('names', { exact: true }).fill('2.5');
  await until('enabled', async () => startButton().isDisabled());
  await tab.getByLabel('names', { exact: true }).fill('5000');
});

test('thresholds are checked by the master, beside their lines', async () => {
  await tab.getByRole('button', { name: 'Add the threshold p95<500ms' }).click();
  await tab.getByRole('button', { name: 'add another' }).click();
  await tab.getByLabel('Threshold 2', { exact: true }).fill('p95 of soon');
  const line = tab.locator('.field', { has: tab.getByLabel('Threshold 2', { exact: true }) });
  await line.getByRole('alert').waitFor();
  await tab.getByLabel('Threshold 2', { exact: true }).fill('rate(POST /order)>0.01');
  await line.getByRole('alert').waitFor({ state: 'detached' });
  // The browser writes refused requests into its console by itself.
  tab.complaints = tab.complaints.filter((text) => !text.includes('status of 400'));
  await tab.getByText("--threshold 'rate(POST /order)>0.01'").first().waitFor();
});

test('tags are chips, stages a table; the command line says the same', async () => {
  const only = tab.getByRole('group', { name: 'Only tasks with' });
  await only.getByRole('button', { name: 'read' }).click();
  await tab.getByText('--tags read').first().waitFor();
  await only.getByRole('button', { name: 'read' }).click();
  await tab.getByRole('button', { name: 'Stages' }).click();
  await tab.getByLabel('Stage 1: within', { exact: true }).fill('soon');
  await tab.getByText('A time span: 90s, 5m or 1h30m').waitFor();
  await tab.getByLabel('Stage 1: within', { exact: true }).fill('20s');
  await tab.getByLabel('Stage 1: users at its end').fill('7');
  await tab.getByRole('button', { name: 'Remove stage 3' }).click();
  await tab.getByText('--shape stages:20s:7,5m:100').first().waitFor();
  await tab.getByRole('img', { name: /^Up to (99|100) users, 5 min 2/ }).waitFor();
  await tab.getByRole('button', { name: 'Users with a ramp' }).click();
});

test('a preset keeps the form, but no secret', async () => {
  await tab.getByLabel('region').selectOption('us');
  await tab.getByLabel('api_key').fill('hidden');
  await tab.getByRole('button', { name: 'Save as…' }).click();
  await tab.getByRole('dialog').getByLabel('Name').fill('many names');
  await tab.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const kept = await tab.evaluate(() => JSON.stringify(localStorage));
  assert.doesNotMatch(kept, /hidden/);
  await tab.getByLabel('Preset').selectOption('');
  assert.equal(await tab.getByLabel('names', { exact: true }).inputValue(), '400');
  await tab.getByLabel('Preset').selectOption('many names');
  assert.equal(await tab.getByLabel('names', { exact: true }).inputValue(), '5000');
  assert.equal(await tab.getByLabel('region').inputValue(), 'us');
  assert.equal(await tab.getByLabel('api_key').inputValue(), '');
  assert.equal(
    await tab.getByLabel('Threshold 2', { exact: true }).inputValue(),
    'rate(POST /order)>0.01',
  );
});

test('the form starts the run with the values of its arguments', async () => {
  await tab.getByLabel('Users', { exact: true }).fill('4');
  await tab.getByLabel('Started per second').fill('4');
  await tab.getByText('4 users on 1 slave: 4 each').waitFor();
  await startButton().click();
  await tab.waitForURL(/#\/live/);
  await until('running', async () => (await figure(tab, 'Users')) === '4');
  await until('5,000 names', async () => (await tickOf()).row_count >= 5001);
});

test('the run is judged by the thresholds of the form', async () => {
  const { thresholds } = await tickOf();
  assert.deepEqual(
    thresholds.map(({ expression }) => expression),
    ['p95<500ms', 'rate(POST /order)>0.01'],
  );
  await tab.goto(`${master.url}/#/verdicts`);
  await tab.getByText('rate(POST /order)>0.01').waitFor();
});

test('5,000 rows: the master sorts, the document stays small', async () => {
  await tab.goto(`${master.url}/#/live?sort=name&order=up`);
  const rows = tab.locator('.requests tbody tr:not(.gap)');
  await until(
    'the count',
    async () => (await tab.locator('.count').first().textContent()) === '5,001',
  );
  await tab.locator('.requests').evaluate((box) => box.scrollTo(0, box.scrollHeight / 2));
  await until('rows of the middle', async () =>
    (await rows.first().locator('th').textContent())?.startsWith('/page/3'),
  );
  assert.ok((await rows.count()) < 40);
});

test('Edit changes the users of the run that goes on', async () => {
  await tab.getByRole('button', { name: 'Edit' }).click();
  const dialog = tab.getByRole('dialog');
  assert.equal(await dialog.getByLabel('Users', { exact: true }).inputValue(), '4');
  await dialog.getByLabel('Users', { exact: true }).fill('6');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await until('six users', async () => (await figure(tab, 'Users')) === '6');
  assert.ok((await tickOf()).row_count >= 5001, 'the arguments stay');
});

test('a marker is set by the key m', async () => {
  await tab.locator('main').focus();
  await tab.keyboard.press('m');
  await tab.getByLabel('What happens now?').fill('deploy 4.2');
  await tab.keyboard.press('Enter');
  await tab.getByText('The marker is set').waitFor();
  const { messages } = await master.get('/api/v1/live');
  const markers = messages.flatMap((message) => message.markers ?? []);
  assert.equal(markers.filter(({ text }) => text === 'deploy 4.2').length, 1);
});

test('the log grows on its page', async () => {
  await tab.goto(`${master.url}/#/logs`);
  await tab.locator('.log li', { hasText: 'is ready' }).waitFor();
});

test('commands of other pages are refused', async () => {
  const bare = await master.post('/api/v1/run/stop', {}, {});
  assert.equal(bare.status, 403);
  const foreign = await master.post(
    '/api/v1/run/stop',
    {},
    { 'X-Requested-With': 'acrida', Origin: 'http://evil.example' },
  );
  assert.equal(foreign.status, 403);
  assert.equal((await tickOf()).state, 'running');
});

test('Stop asks; Cancel sends nothing; the answer sends one POST; another tab sees it', async () => {
  const other = await openTab(browser, `${master.url}/#/live`);
  const posts = [];
  tab.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await tab.getByRole('button', { name: 'Stop', exact: true }).click();
  await tab.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.deepEqual(posts, []);
  await tab.locator('main').focus();
  await tab.keyboard.press('s');
  await tab.getByRole('dialog').getByRole('button', { name: 'Stop the run' }).click();
  await other.getByText('stopped', { exact: true }).waitFor();
  assert.equal(posts.length, 1);
  assert.match(posts[0], /\/api\/v1\/run\/stop$/);
  await other.context().close();
});

test('what the page shows is what /stats/requests says', async () => {
  await tab.goto(`${master.url}/#/live`);
  const { stats } = await master.get('/stats/requests');
  const all = stats.at(-1);
  assert.equal(all.name, 'Aggregated');
  const shown = tab.locator('.requests tfoot td.number');
  await until(
    'the same',
    async () => (await shown.first().textContent()) === all.num_requests.toLocaleString('en-US'),
  );
  assert.equal(await shown.nth(1).textContent(), all.num_failures.toLocaleString('en-US'));
});

test('downloads come as files; the report opens without a network', async () => {
  await tab.goto(`${master.url}/#/downloads`);
  for (const name of ['Requests', 'Failures', 'Exceptions', 'Metrics']) {
    const [download] = await Promise.all([
      tab.waitForEvent('download'),
      tab.getByRole('link', { name: `Download ${name}`, exact: true }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^[\w.-]+\.csv$/);
    assert.ok(readFileSync(await download.path(), 'utf8').includes(','));
  }
  const [report] = await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('link', { name: 'Download Report' }).click(),
  ]);
  const path = `${master.folder}/report.html`;
  await report.saveAs(path);
  const offline = await openTab(browser, `file://${path}`, { offline: true });
  await offline.getByText('crowd').first().waitFor();
  assert.deepEqual(offline.complaints, []);
  await offline.context().close();
  assert.deepEqual(tab.complaints, []);
});

// The test is swapped while the page is open: the form is that of the new version.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { openBrowser, openTab, until } from './browser.mjs';
import { Master, crowd } from './master.mjs';

const folder = mkdtempSync(join(tmpdir(), 'acrida-swap-'));
const source = join(folder, 'crowd.cpp');

let master;
let browser;

before(async () => {
  writeFileSync(source, readFileSync(crowd));
  [master, browser] = await Promise.all([
    Master.begin(['run', source, '--web-port', '0']),
    openBrowser(),
  ]);
});

after(async () => {
  await browser?.close();
  await master?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('new arguments appear, old ones go, what was typed stays', async () => {
  const tab = await openTab(browser, `${master.url}/#/start`);
  await tab.getByLabel('Users', { exact: true }).fill('7');
  await tab.getByLabel('names', { exact: true }).fill('33');
  const changed = readFileSync(source, 'utf8')
    .replace('"region", "eu", "Region"', '"zone", "eu", "Zone"')
    .replace('"names", 400', '"names", 500')
    .replace('.tag("write")', '.tag("throws")');
  writeFileSync(source, changed);
  const answer = await fetch(`${master.url}/test/swap`, { method: 'POST' });
  assert.match(await answer.text(), /"success":true/);
  await tab.getByLabel('zone').waitFor();
  assert.equal(await tab.getByLabel('region').count(), 0);
  assert.equal(await tab.getByLabel('Users', { exact: true }).inputValue(), '7');
  assert.equal(await tab.getByLabel('names', { exact: true }).inputValue(), '33');
  await tab.getByRole('group', { name: 'Only tasks with' }).getByText('throws').waitFor();
  await until('the overview', async () => {
    const { arguments: list } = await master.get('/api/v1/overview');
    return list.some(({ name }) => name === 'zone') && list.every(({ name }) => name !== 'region');
  });
  await tab.getByRole('button', { name: 'Start the run' }).click();
  await tab.waitForURL(/#\/live/);
  assert.deepEqual(tab.complaints, []);
  await tab.context().close();
});

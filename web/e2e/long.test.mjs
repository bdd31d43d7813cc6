// Long runs, from a master that invents its figures: what an update costs, and what stays in memory.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { costOf } from '../dev/cost.mjs';
import { openBrowser, openTab, until } from './browser.mjs';
import { FakeMaster } from './fake.mjs';

/** By far more than measured, as CPU time: see the figures in README.md. */
const MOST_MS = 150;
const MOST_GROWTH_BYTES = 6e6;

let fake;
let browser;

before(async () => {
  [fake, browser] = await Promise.all([
    FakeMaster.begin('--history', '10000', '--names', '5000', '--hz', '4'),
    openBrowser(),
  ]);
});

after(async () => {
  await browser?.close();
  await fake?.end();
});

test('10,000 points and 5,000 names: each update is cheap, and the heap does not grow', async () => {
  const tab = await openTab(browser, `${fake.url}/#/live`);
  await until('charts', async () => (await tab.locator('.plot canvas').count()) >= 5);
  assert.ok((await tab.locator('.requests tbody tr').count()) < 40);
  await tab.waitForTimeout(3000);
  const cost = await costOf(tab, 60);
  assert.ok(cost.main_ms < MOST_MS, `${cost.main_ms} ms of the main thread for each update`);
  const growth = cost.heap_bytes.at(-1) - cost.heap_bytes[0];
  assert.ok(growth < MOST_GROWTH_BYTES, `the heap has grown by ${growth} bytes`);
  assert.deepEqual(tab.complaints, []);
  await tab.context().close();
});

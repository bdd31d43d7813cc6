// The path of somebody who sees the page for the first time, with pictures in e2e/screens: open, start,
// watch, look into the slowest request, stop, read the report, compare with the run before.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openBrowser, openTab, until } from './browser.mjs';
import { Master } from './master.mjs';

const LOOKS = [
  { look: 'light', colorScheme: 'light', viewport: { width: 1440, height: 1000 } },
  { look: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 1000 } },
  { look: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
];
const screens = `${import.meta.dirname}/screens`;

let master;
let browser;
let tabs;
let pictures = 0;

before(async () => {
  mkdirSync(screens, { recursive: true });
  [master, browser] = await Promise.all([Master.run('--data-dir', '.'), openBrowser()]);
  tabs = await Promise.all(
    LOOKS.map(({ look: _, ...options }) => openTab(browser, `${master.url}/`, options)),
  );
});

after(async () => {
  await browser?.close();
  await master?.end();
});

const tickOf = async () =>
  (await master.get('/api/v1/live?count=1')).messages.findLast(({ type }) => type === 'tick');

/** What a page must have so that nobody is lost on it: a heading, and something to do or to read next. */
async function assertNoDeadEnd(tab, name) {
  await tab.locator('main h1').first().waitFor({ state: 'attached' });
  await until(`${name}: an explanation, and something to do next`, () =>
    tab.evaluate(() => {
      const page = document.querySelector('main');
      const words = page.innerText.trim().split(/\s+/).length;
      const ways = page.querySelectorAll('a[href], button:not(:disabled), input, select').length;
      // Where nothing can be done yet, a sentence says what will be here.
      return words >= 5 && (ways > 0 || words >= 12);
    }),
  );
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
}

/** The same place in light, dark and narrow. */
async function picture(name, prepare = async () => {}) {
  const number = String(++pictures).padStart(2, '0');
  const place = tabs[0].url();
  const take = async (tab, i) => {
    await tab.goto(place);
    await prepare(tab);
    await assertNoDeadEnd(tab, name);
    await tab.waitForTimeout(1200); // charts and fonts
    await tab.screenshot({ path: `${screens}/${number}-${name}-${LOOKS[i].look}.png` });
  };
  await Promise.all(tabs.map(take));
}

const main = () => tabs[0];

async function startRun(thresholds = []) {
  await main().goto(`${master.url}/#/start`);
  await main().getByLabel('Users', { exact: true }).fill('5');
  await main().getByLabel('Started per second').fill('5');
  await main().getByLabel('names', { exact: true }).fill('12');
  for (const name of thresholds) {
    // The form remembers the run before.
    const add = main().getByRole('button', { name: `Add the threshold ${name}` });
    if ((await add.count()) > 0) await add.click();
  }
  const start = main().getByRole('button', { name: 'Start the run' });
  await until('a slave', async () => start.isEnabled());
}

async function stopRun() {
  await main().getByRole('button', { name: 'Stop', exact: true }).click();
  await main().getByRole('button', { name: 'Stop the run' }).click();
  await until('stopped', async () => (await tickOf()).state === 'stopped');
}

test('the first page is the form, and every page says what it is for before any run', async () => {
  await main().getByRole('heading', { name: 'Start a run' }).waitFor();
  await picture('open');
  for (const link of await main().locator('nav a').all()) {
    const href = await link.getAttribute('href');
    await main().goto(new URL(href, `${master.url}/`).href);
    await assertNoDeadEnd(main(), href);
  }
});

test('start', async () => {
  await startRun(['p95<500ms']);
  await main().getByRole('button', { name: 'Start the run' }).click();
  await main().waitForURL(/#\/live/);
  await until('some seconds', async () => (await tickOf()).elapsed_s > 9);
  await stopRun();
  await startRun(['p95<500ms', 'failures<1%']);
  await picture('start-form');
  await startRun(['p95<500ms', 'failures<1%']);
  await main().getByRole('button', { name: 'Start the run' }).click();
});

test('watch', async () => {
  await main().waitForURL(/#\/live/);
  await until('some seconds', async () => (await tickOf()).elapsed_s > 9);
  await picture('watch');
  await picture('watch-table', (one) => one.locator('.requests').scrollIntoViewIfNeeded());
});

test('drill into the slowest request', async () => {
  await main().goto(`${master.url}/#/live?sort=p99`);
  await main().locator('.row-open').first().click();
  const drawer = (one) => one.getByRole('complementary', { name: 'Request in detail' });
  await drawer(main()).getByRole('region', { name: 'Latency', exact: true }).waitFor();
  await picture('slowest', (one) =>
    drawer(one).getByRole('region', { name: 'Latency', exact: true }).waitFor(),
  );
  await main().keyboard.press('Escape');
  await main().goto(`${master.url}/#/failures`);
  await main().getByText('no answer after').first().waitFor();
  await picture('failures');
  await main().goto(`${master.url}/#/verdicts`);
  await main().getByText('failures<1%').first().waitFor();
  await picture('verdicts');
});

test('stop', async () => {
  await main().goto(`${master.url}/#/live`);
  await stopRun();
  await picture('stopped');
});

test('read the report', async () => {
  await main().goto(`${master.url}/#/downloads`);
  await picture('downloads');
  const report = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
  await report.goto(`${master.url}/stats/report`);
  await report.getByText('crowd').first().waitFor();
  await report.screenshot({ path: `${screens}/${++pictures}-report.png` });
  await report.close();
});

test('compare with the run before', async () => {
  await main().goto(`${master.url}/#/runs`);
  const rows = main().locator('main tbody tr');
  await until('two runs', async () => (await rows.count()) >= 2);
  await picture('runs');
  for (const row of await rows.all()) await row.getByRole('checkbox').check();
  await main().getByRole('link', { name: 'Compare 2' }).click();
  await main().getByRole('heading', { name: 'Compare' }).waitFor();
  await until('figures', async () => (await rows.count()) >= 4);
  await picture('compare');
});

test('nothing was complained about in any console', () => {
  for (const [i, one] of tabs.entries()) assert.deepEqual(one.complaints, [], LOOKS[i].look);
});

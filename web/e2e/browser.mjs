// Browser: Debian's Chromium, and the pages of a test with what they complained about.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

/** Only what never comes takes so long: the machine may be busy. */
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 40_000);

export async function openBrowser() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A tab at `address` in a context of its own; `tab.complaints` has errors of the page. */
export async function openTab(browser, address, look = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...look });
  context.setDefaultTimeout(PATIENCE_MS);
  const tab = await context.newPage();
  tab.complaints = [];
  tab.on('pageerror', (error) => tab.complaints.push(error.message));
  tab.on('console', (message) => {
    if (message.type() === 'error') tab.complaints.push(message.text());
  });
  await tab.goto(address);
  return tab;
}

/** Waits until `probe` gives something true, and gives that. */
export async function until(what, probe) {
  const deadline = Date.now() + PATIENCE_MS;
  let last;
  while (Date.now() < deadline) {
    last = await probe();
    if (last) return last;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`${what}: not within ${PATIENCE_MS / 1000} s; last: ${JSON.stringify(last)}`);
}

/** The text of the frame's number with this label. */
export async function figure(tab, label) {
  return tab.locator('.figure', { hasText: label }).locator('dd').textContent();
}

/** The times (hh:mm:ss) of a chart's values, newest first. */
export async function chartTimes(tab, title) {
  const card = tab.getByRole('region', { name: title, exact: true });
  await card.getByRole('button', { name: `${title}: data as a table` }).click();
  const times = await card.locator('tbody td:first-child').allTextContents();
  await card.getByRole('button', { name: `${title}: data as a table` }).click();
  return times;
}

/** The master's seconds, ascending, as charts write them in the zone of this process. */
export async function masterTimes(master) {
  const { messages } = await master.get('/api/v1/live?count=1');
  const { points } = messages.find(({ type }) => type === 'backlog');
  return points.time_ms
    .filter((_, i) => points.span_s[i] === 1)
    .map((time_ms) => new Date(time_ms).toTimeString().slice(0, 8));
}

/** A chart's seconds are the master's, from its first to its last: none is lost or there twice. */
export async function assertSameSeconds(tab, master, title = 'Throughput') {
  const shown = (await chartTimes(tab, title)).reverse();
  const all = await masterTimes(master);
  const from = all.indexOf(shown[0]);
  const to = all.indexOf(shown.at(-1));
  assert.ok(from >= 0 && to >= from, `${shown[0]} … ${shown.at(-1)} of ${all[0]} … ${all.at(-1)}`);
  assert.deepEqual(shown, all.slice(from, to + 1));
  return shown;
}

export function secondsOf(clock) {
  const [h, m, s] = clock.split(':').map(Number);
  return h * 3600 + m * 60 + s;
}

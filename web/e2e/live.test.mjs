// The live page on a real run with 400 names.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  assertSameSeconds,
  chartTimes,
  figure,
  masterTimes,
  openBrowser,
  openTab,
  secondsOf,
  until,
} from './browser.mjs';
import { Master, Proxy } from './master.mjs';

let master;
let browser;

before(async () => {
  [master, browser] = await Promise.all([
    Master.run('--autostart', '-u', '3', '-r', '3', '--odd', '--names', '400'),
    openBrowser(),
  ]);
  await until('all names', async () => {
    const { messages } = await master.get('/api/v1/live?count=1');
    return messages.find(({ type }) => type === 'tick')?.row_count >= 406;
  });
});

after(async () => {
  await browser?.close();
  await master?.end();
});

async function close(tab) {
  assert.deepEqual(tab.complaints, []);
  await tab.context().close();
}

const rowsIn = (tab) => tab.locator('.requests tbody tr:not(.gap)');

test('backlog and ticks arrive; of 406 rows few are in the document', async () => {
  const tab = await openTab(browser, `${master.url}/#/live`);
  await until('rows', async () => (await rowsIn(tab).count()) > 5);
  assert.ok((await rowsIn(tab).count()) < 40);
  assert.equal(await tab.locator('.count').first().textContent(), '406');
  const first = await tab.locator('.legend-time').first().textContent();
  await until(
    'the next second',
    async () => (await tab.locator('.legend-time').first().textContent()) !== first,
  );
  assert.ok((await tab.locator('.plot canvas').count()) >= 5);
  await close(tab);
});

test('sorting by the keyboard sets aria-sort; the filter narrows; both are in the URL', async () => {
  const tab = await openTab(browser, `${master.url}/#/live`);
  const head = tab.getByRole('columnheader', { name: 'Name' });
  await head.getByRole('button').focus();
  await tab.keyboard.press('Enter');
  await until('sorted', async () => (await head.getAttribute('aria-sort')) === 'ascending');
  await until(
    'by name',
    async () => (await rowsIn(tab).first().locator('th').textContent()) === '/order',
  );
  await tab.keyboard.press('/');
  await tab.keyboard.type('/page/39');
  await until('filtered', async () => (await tab.locator('.count').first().textContent()) === '11');
  assert.match(tab.url(), /rows=%2Fpage%2F39/);
  assert.match(tab.url(), /sort=name/);
  await close(tab);
});

test('the last rows are there after scrolling, sorted by the master', async () => {
  const tab = await openTab(browser, `${master.url}/#/live?sort=name&order=up`);
  await until('rows', async () => (await rowsIn(tab).count()) > 5);
  await tab.locator('.requests').evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await until('the last row', async () =>
    (await rowsIn(tab).last().textContent())?.includes('reversed'),
  );
  assert.ok((await rowsIn(tab).count()) < 40);
  await close(tab);
});

test('a connection that breaks is taken up again without gap or duplicate', async () => {
  const proxy = await Proxy.to(master.url);
  const tab = await openTab(browser, `${proxy.url}/#/live`);
  await until('values', async () => (await tab.locator('.legend-time').count()) > 0);
  proxy.cut();
  await tab.getByText('reconnecting…').waitFor();
  await new Promise((done) => setTimeout(done, 1500));
  proxy.restore();
  await tab.getByText('reconnecting…').waitFor({ state: 'detached' });
  const first = await tab.locator('.legend-time').first().textContent();
  await until(
    'the next second',
    async () => (await tab.locator('.legend-time').first().textContent()) !== first,
  );
  const shown = await assertSameSeconds(tab, master);
  assert.ok(shown.length >= 3, String(shown));
  await tab.context().close();
  await proxy.end();
});

test('where upgrades are refused the page polls, and data flows', async () => {
  const proxy = await Proxy.to(master.url);
  proxy.mode = 'no upgrades';
  const tab = await openTab(browser, `${proxy.url}/#/live`);
  await tab.getByText('polling', { exact: true }).waitFor();
  const first = await until(
    'values',
    async () =>
      (await tab.locator('.legend-time').count()) > 0 &&
      tab.locator('.legend-time').first().textContent(),
  );
  await until(
    'newer values',
    async () => (await tab.locator('.legend-time').first().textContent()) !== first,
  );
  await until('rows', async () => (await rowsIn(tab).count()) > 5);
  await tab.context().close();
  await proxy.end();
});

test('arrow keys read a chart, and it is announced', async () => {
  const tab = await openTab(browser, `${master.url}/#/live`);
  const card = tab.getByRole('region', { name: 'Throughput', exact: true });
  await until('values', async () => (await card.locator('.legend-time').count()) > 0);
  await card.getByRole('group').focus();
  await tab.keyboard.press('ArrowLeft');
  const spoken = () => card.locator('[aria-live=polite]').textContent();
  const first = await until('announced', spoken);
  assert.match(first, /^\d\d:\d\d:\d\d, req\/s [\d.,]+, failures\/s/);
  await tab.keyboard.press('ArrowLeft');
  await until('another second', async () => (await spoken()) !== first);
  await close(tab);
});

test('dragging zooms all charts; ticks leave the zoom alone; a double click follows again', async () => {
  const tab = await openTab(browser, `${master.url}/#/live`);
  const plots = tab.locator('.plot-host .u-over');
  await until('charts', async () => (await tab.locator('.legend-time').count()) > 3);
  const box = await plots.first().boundingBox();
  await tab.mouse.move(box.x + 5, box.y + 60);
  await tab.mouse.down();
  await tab.mouse.move(box.x + box.width * 0.4, box.y + 60, { steps: 5 });
  await tab.mouse.up();
  await tab.getByText('zoomed').waitFor();
  const zoomed = tab.url();
  assert.match(zoomed, /from=\d+.*to=\d+/);
  const tick = await tab.locator('.clock').textContent();
  await until('a later tick', async () => (await tab.locator('.clock').textContent()) !== tick);
  assert.equal(tab.url(), zoomed);
  const newest = async (title) => (await chartTimes(tab, title))[0];
  const last = await newest('Throughput');
  for (const title of ['Users', 'Latency']) assert.equal(await newest(title), last, title);
  await plots.nth(2).dblclick();
  await tab.getByText('zoomed').waitFor({ state: 'detached' });
  assert.doesNotMatch(tab.url(), /from=/);
  assert.notEqual(await newest('Throughput'), last);
  await close(tab);
});

/** In how many columns of pixels a chart has an upright line of this colour. */
const uprightLines = (canvas, colour) => {
  const probe = document.createElement('canvas').getContext('2d');
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(colour);
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let lines = 0;
  for (let x = 0; x < width; ++x) {
    let run = 0;
    for (let y = 0; y < height; ++y) {
      const at = 4 * (y * width + x);
      if (data[at] === r && data[at + 1] === g && data[at + 2] === b) ++run;
    }
    if (run > height / 3) ++lines;
  }
  return lines;
};

test('a marker is a line in all charts', async () => {
  const tab = await openTab(browser, `${master.url}/#/live`, { colorScheme: 'light' });
  await until('charts', async () => (await tab.locator('.plot canvas').count()) >= 5);
  const charts = await tab.locator('.plot canvas').all();
  const linesIn = (chart) => chart.evaluate(uprightLines, '--marker-probe');
  // The colour of a user's marker, as the canvas has it.
  await tab.evaluate(() => {
    const probe = document.createElement('i');
    probe.style.color = 'var(--accent)';
    document.body.append(probe);
    document.documentElement.style.setProperty('--marker-probe', getComputedStyle(probe).color);
    probe.remove();
  });
  const before = [];
  for (const chart of charts) before.push(await linesIn(chart));
  assert.equal((await master.post('/api/v1/run/markers', { text: 'all charts' })).status, 200);
  for (const [i, chart] of charts.entries()) {
    await chart.scrollIntoViewIfNeeded();
    await until(`a line in chart ${i}`, async () => (await linesIn(chart)) > before[i]);
  }
  await close(tab);
});

test('a row that is looked at gets charts of its own', async () => {
  const tab = await openTab(browser, `${master.url}/#/live?sort=p99`);
  await tab.locator('.row-open').first().click();
  const drawer = tab.getByRole('complementary', { name: 'Request in detail' });
  for (const title of ['p50', 'p90', 'p99.9', 'max'])
    await drawer.locator('dt', { hasText: new RegExp(`^${title}$`) }).waitFor();
  await drawer.getByRole('region', { name: 'Throughput', exact: true }).waitFor();
  const latency = drawer.getByRole('region', { name: 'Latency', exact: true });
  await latency.getByRole('button', { name: 'Latency: data as a table' }).click();
  await until('latencies by seconds', async () =>
    (await latency.locator('tbody td.number').allTextContents()).some((text) => /ms$/.test(text)),
  );
  await close(tab);
});

test('methods are chips; one of them narrows the rows', async () => {
  const tab = await openTab(browser, `${master.url}/#/live`);
  await tab.getByRole('button', { name: 'POST', exact: true }).click();
  await until('one row', async () => (await tab.locator('.count').first().textContent()) === '1');
  await tab.locator('.row-open', { hasText: '/order' }).waitFor();
  assert.match(tab.url(), /method=POST/);
  await close(tab);
});

test('hostile names and messages are shown as text', async () => {
  const tab = await openTab(browser, `${master.url}/#/live?rows=onerror`);
  await tab.locator('.row-open', { hasText: '<img src=x onerror' }).click();
  await tab
    .getByRole('complementary', { name: 'Request in detail' })
    .getByRole('heading', { name: '<img' })
    .waitFor();
  await tab.keyboard.press('Escape');
  await tab.getByRole('complementary').waitFor({ state: 'detached' });
  for (const name of ['__proto__', 'xxxxxxxx', 'reversed']) {
    await tab.locator('main input[type=search]').fill(name);
    await tab.locator('.row-open', { hasText: name }).waitFor();
  }
  await tab.goto(`${master.url}/#/exceptions`);
  await tab.getByText('<b>the basket</b> is empty').waitFor();
  assert.equal(await tab.locator('main img, main b:text-is("the basket")').count(), 0);
  assert.doesNotMatch(await tab.title(), /hacked/);
  await close(tab);
});

test('failures that differ in numbers are one kind, with the variants inside', async () => {
  const tab = await openTab(browser, `${master.url}/#/failures`);
  const summary = tab.locator('summary', { hasText: 'no answer after # ms' });
  await summary.click();
  await tab.locator('.variants li', { hasText: 'no answer after 3 ms' }).waitFor();
  assert.equal(await tab.locator('.listing tbody tr').count(), 1);
  await close(tab);
});

test('ten tabs are live, and commands are answered', async () => {
  const context = await browser.newContext();
  const tabs = await Promise.all(Array.from({ length: 10 }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(`${master.url}/#/slaves`)));
  for (const tab of tabs) await until('figures', async () => (await figure(tab, 'Users')) === '3');
  const clocks = await Promise.all(tabs.map((tab) => tab.locator('.clock').textContent()));
  const answer = await master.post('/api/v1/run/markers', { text: 'ten tabs' });
  assert.equal(answer.status, 200);
  for (const [i, tab] of tabs.entries())
    await until('a tick', async () => (await tab.locator('.clock').textContent()) !== clocks[i]);
  await context.close();
});

for (const [hours, timezoneId, offset_h] of [
  [1, 'Asia/Tokyo', 9],
  [-1, 'America/Bogota', -5],
]) {
  test(`times are the master's, in the zone of the browser, whose clock is ${hours} h off: ${timezoneId}`, async () => {
    const tab = await openTab(browser, 'about:blank', { timezoneId });
    await tab.clock.install({ time: Date.now() + hours * 3_600_000 });
    await tab.goto(`${master.url}/#/live`);
    await until('values', async () => (await tab.locator('.legend-time').count()) > 0);
    const shown = secondsOf(await tab.locator('.legend-time').first().textContent());
    const { messages } = await master.get('/api/v1/live');
    const now = messages.at(-1).time_ms / 1000 + offset_h * 3600;
    const behind = (((now - shown) % 86_400) + 86_400) % 86_400;
    assert.ok(behind < 600, `${behind} s behind the master in ${timezoneId}`);
    await close(tab);
  });
}

test('after a sleep the page notices that its connection is dead, and misses nothing', async () => {
  const proxy = await Proxy.to(master.url);
  const tab = await openTab(browser, 'about:blank');
  await tab.clock.install();
  await tab.goto(`${proxy.url}/#/live`);
  await until('values', async () => (await tab.locator('.legend-time').count()) > 0);
  proxy.freeze();
  const asleep = (await masterTimes(master)).at(-1);
  // Ten minutes by the clock of the page, some seconds by that of the master.
  await tab.clock.fastForward('10:00');
  await tab.getByText('reconnecting…').waitFor();
  proxy.restore();
  await until('the seconds of the sleep', async () => {
    await tab.clock.runFor(1000);
    const shown = (await chartTimes(tab, 'Throughput'))[0];
    return shown > asleep;
  });
  await assertSameSeconds(tab, master);
  await tab.context().close();
  await proxy.end();
});

// Downloads: their names, their bytes, what a spreadsheet would make of them, the report offline.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openBrowser, openTab, until } from './browser.mjs';
import { Master } from './master.mjs';

let master;
let browser;
let tab;

before(async () => {
  [master, browser] = await Promise.all([
    Master.run('--autostart', '-u', '2', '-r', '2', '--odd', '--names', '20', '-t', '4s'),
    openBrowser(),
  ]);
  await until('the end of the run', async () => {
    const { messages } = await master.get('/api/v1/live?count=1');
    return messages.findLast(({ type }) => type === 'tick').state === 'stopped';
  });
  tab = await openTab(browser, `${master.url}/#/downloads`);
  await tab.getByRole('heading', { name: 'Downloads', exact: true }).waitFor();
});

after(async () => {
  await browser?.close();
  await master?.end();
});

async function download(link) {
  const [file] = await Promise.all([tab.waitForEvent('download'), link.click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('each file has a name of its own, and the bytes that its address gives', async () => {
  const links = await tab.getByRole('link', { name: /^Download / }).all();
  assert.ok(links.length >= 5, `${links.length} downloads`);
  const names = new Set();
  for (const link of links) {
    const address = new URL(await link.getAttribute('href'), master.url);
    if (address.pathname.includes('full_history')) continue; // of masters with --csv
    const { name, bytes } = await download(link);
    assert.match(name, /^[\w.-]+\.\w+$/);
    assert.ok(!names.has(name), name);
    names.add(name);
    assert.ok(bytes.length > 0, name);
    // A report says when it was made, metrics and pages change by themselves.
    if (!name.endsWith('.csv')) continue;
    const again = Buffer.from(await (await fetch(address)).arrayBuffer());
    assert.ok(bytes.equals(again), name);
  }
  for (const ending of ['.csv', '.html', '.json'])
    assert.ok(
      [...names].some((name) => name.endsWith(ending)),
      `${ending} of ${[...names]}`,
    );
});

test('no cell of a CSV file begins like a formula', async () => {
  let hostile = 0;
  for (const what of ['Requests', 'Failures', 'Exceptions']) {
    const { bytes } = await download(
      tab.getByRole('link', { name: `Download ${what}`, exact: true }),
    );
    const text = bytes.toString();
    for (const cell of text.match(/(?<=^|,)("(?:[^"]|"")*"|[^,\r\n]*)/gm) ?? []) {
      const value = cell.startsWith('"') ? cell.slice(1) : cell;
      assert.doesNotMatch(value, /^[=+@\t\r]|^-(?!\d|$)/, `${what}: ${cell.slice(0, 80)}`);
    }
    if (text.includes("'=cmd|")) ++hostile;
  }
  assert.ok(hostile > 0, 'the hostile name is there, defused');
});

test('the report opens from a file, without a network', async () => {
  // Chromium gives a page no more than ten files without asking.
  const fresh = await openTab(browser, `${master.url}/#/downloads`);
  const [report] = await Promise.all([
    fresh.waitForEvent('download'),
    fresh.getByRole('link', { name: 'Download Report', exact: true }).click(),
  ]);
  const path = `${master.folder}/report.html`;
  await report.saveAs(path);
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => asked.push(error.message));
  await page.goto(`file://${path}`);
  await page.getByText('crowd').first().waitFor();
  assert.equal(await page.locator('img[src=x]').count(), 0);
  assert.deepEqual(
    asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:')),
    [],
  );
  await page.emulateMedia({ media: 'print' });
  assert.ok((await page.pdf()).length > 10_000);
  await context.close();
  assert.deepEqual([...tab.complaints, ...fresh.complaints], []);
  await fresh.context().close();
});

// Pages for everybody: axe's rules, narrow screens, colours, keys.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { openBrowser, openTab, until } from './browser.mjs';
import { Master } from './master.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = ['live', 'start', 'failures', 'exceptions', 'slaves', 'logs', 'ratios', 'downloads'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

let master;
let browser;

before(async () => {
  [master, browser] = await Promise.all([
    Master.run('--autostart', '-u', '2', '-r', '2', '--names', '60'),
    openBrowser(),
  ]);
  await until('rows', async () => {
    const { messages } = await master.get('/api/v1/live?count=1');
    const tick = messages.find(({ type }) => type === 'tick');
    return tick?.row_count >= 61 && tick.exceptions?.length > 0;
  });
});

after(async () => {
  await browser?.close();
  await master?.end();
});

async function violations(tab) {
  // Not as a script of the page: its policy would refuse that, as it should.
  await tab.evaluate(`${axe};0`);
  const { violations: found } = await tab.evaluate(
    (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags } }),
    RULES,
  );
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target }) => target.join(' '))
        .slice(0, 3)
        .join('; ')}`,
  );
}

for (const [name, pages, look] of [
  ['light', PAGES, { colorScheme: 'light' }],
  ['dark', ['live', 'start', 'slaves', 'logs'], { colorScheme: 'dark' }],
  ['390 px', PAGES, { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
]) {
  test(`axe finds nothing, and no page scrolls sideways: ${name}`, async () => {
    const tab = await openTab(browser, `${master.url}/#/live`, look);
    for (const page of pages) {
      await tab.goto(`${master.url}/#/${page}`);
      await tab.locator('main h1').waitFor({ state: 'attached' });
      if (page === 'live') await tab.locator('.requests tbody th').first().waitFor();
      assert.deepEqual(await violations(tab), [], page);
      const sideways = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(sideways <= 0, `${page} is ${sideways} px too wide`);
    }
    await tab.context().close();
  });
}

test('dialogs are clean too, and give the focus back', async () => {
  const tab = await openTab(browser, `${master.url}/#/live`);
  const button = tab.getByRole('button', { name: 'Edit' });
  await button.click();
  await tab.getByRole('dialog').waitFor();
  assert.deepEqual(await violations(tab), []);
  await tab.keyboard.press('Escape');
  await tab.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  await tab.context().close();
});

test('the theme is there before the first paint, and stays', async () => {
  const tab = await openTab(browser, `${master.url}/#/live`, { colorScheme: 'light' });
  await tab.getByLabel('Colours').selectOption('dark');
  await tab.addInitScript(() => {
    addEventListener(
      'DOMContentLoaded',
      () => {
        window.atStart = [
          document.documentElement.dataset.theme,
          document.querySelector('#app').childElementCount,
        ];
      },
      { capture: true, once: true },
    );
  });
  await tab.reload();
  await tab.locator('main h1').waitFor({ state: 'attached' });
  assert.equal((await tab.evaluate(() => window.atStart))[0], 'dark');
  const ground = () =>
    tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await ground();
  await tab.getByLabel('Colours').selectOption('auto');
  const light = await ground();
  assert.notEqual(dark, light);
  await tab.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await ground(), dark);
  await tab.context().close();
});

test('keys open pages and rows; a refresh does not take the focus', async () => {
  const tab = await openTab(browser, `${master.url}/#/start`);
  await tab.locator('main h1').waitFor();
  await tab.keyboard.press('2');
  await tab.waitForURL(/#\/live/);
  const rows = tab.locator('.row-open');
  await rows.first().waitFor();
  await rows.first().focus();
  await tab.keyboard.press('ArrowDown');
  const second = await tab.evaluate(() => document.activeElement.textContent);
  const clock = await tab.locator('.clock').textContent();
  await until('a tick', async () => (await tab.locator('.clock').textContent()) !== clock);
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), second);
  await tab.keyboard.press('Enter');
  await tab.getByRole('complementary', { name: 'Request in detail' }).waitFor();
  await tab.keyboard.press('Escape');
  await tab.keyboard.press('?');
  await tab.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await tab.context().close();
});

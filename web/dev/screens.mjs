// Pictures of pages: node dev/screens.mjs URL [page …]; into e2e/screens. For looking at one's work.
import { chromium } from 'playwright-core';

const [base, ...wanted] = process.argv.slice(2);
const pages = wanted.length ? wanted : ['live', 'start', 'failures', 'slaves'];
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 1000 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 1000 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
];
const only = process.env.LOOK?.split(',');
for (const { name, ...look } of looks) {
  if (only && !only.includes(name)) continue;
  const context = await browser.newContext(look);
  for (const page of pages) {
    const tab = await context.newPage();
    tab.on(
      'console',
      (message) => message.type() === 'error' && console.log(name, page, message.text()),
    );
    tab.on('pageerror', (error) => console.log(name, page, 'ERROR', error.message));
    await tab.goto(`${base}/#/${page}`);
    await tab.waitForTimeout(1700);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) console.log(name, page, `the page is ${wide} px too wide`);
    await tab.screenshot({
      path: `e2e/screens/${page.replace(/\W+/g, '_')}-${name}.png`,
      fullPage: process.env.FULL === '1',
    });
    await tab.close();
  }
  await context.close();
}
await browser.close();

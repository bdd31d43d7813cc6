// Measures the page: main thread per update and heap, against dev/fake_master.mjs.
// node dev/measure.mjs URL [updates]
import { chromium } from 'playwright-core';

import { costOf } from './cost.mjs';

const [base, updates = '30'] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const tab = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
await tab.goto(`${base}/#/live`);
await tab.waitForTimeout(4000);
const cost = await costOf(tab, Number(updates));
const ms = (value) => value.toFixed(1);
console.log(`${cost.updates} updates: ${ms(cost.main_ms)} ms of the main thread each`);
console.log(
  `  script ${ms(cost.script_ms)}, layout ${ms(cost.layout_ms)}, style ${ms(cost.style_ms)} ms`,
);
console.log(
  `heap ${cost.heap_bytes.map((bytes) => (bytes / 1e6).toFixed(2)).join(' → ')} MB, nodes ${cost.nodes.join(' → ')}`,
);
console.log(`rows in the document: ${await tab.locator('.requests tbody tr').count()}`);
await browser.close();

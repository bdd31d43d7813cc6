// Soak: the live page under 50 updates a second for a long time; the heap must not grow.
// node dev/soak.mjs [MINUTES] [--names N] [--history S] [--hz N]
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

import { FakeMaster } from '../e2e/fake.mjs';
import { costOf } from './cost.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    names: { type: 'string', default: '400' },
    history: { type: 'string', default: '3600' },
    hz: { type: 'string', default: '50' },
  },
});
const minutes = Number(positionals[0] ?? 30);
if (!(minutes > 0)) throw new Error(`soak: ${positionals[0]} is no number of minutes`);
const SAMPLE_MS = 10_000;
const PRINT_MS = 60_000;
/**
 * The page keeps up to 14,400 points, then asks for the backlog again, so that the heap goes up and down
 * by some MB: what counts is the mean of the second half against that of the first.
 */
const MOST_BYTES_PER_HOUR = 2e6;
const NOISE_BYTES = 1.5e6;

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;

const fake = await FakeMaster.begin(
  ...['--names', options.names, '--history', options.history, '--hz', options.hz],
);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const tab = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
const complaints = [];
tab.on('pageerror', (error) => complaints.push(error.message));
await tab.goto(`${fake.url}/#/live`);
await tab.waitForTimeout(10_000); // everything is compiled and drawn once

const heap = [];
let updates = 0;
let main_ms = 0;
const began = Date.now();
const until = began + minutes * 60_000;
let printed = began;
while (Date.now() < until) {
  const cost = await costOf(tab, 1, { samples: 1, until_ms: Date.now() + SAMPLE_MS });
  updates += cost.updates;
  main_ms += cost.main_ms * cost.updates;
  heap.push(cost.heap_bytes.at(-1));
  if (Date.now() - printed < PRINT_MS) continue;
  printed = Date.now();
  console.log(
    `${((printed - began) / 60_000).toFixed(1)} min: ${updates} updates, ` +
      `${(main_ms / updates).toFixed(1)} ms each, heap ${(heap.at(-1) / 1e6).toFixed(2)} MB`,
  );
}
await browser.close();
await fake.end();
const half = Math.floor(heap.length / 2);
const growth = mean(heap.slice(half)) - mean(heap.slice(0, half));
const perHour = growth / (minutes / 2 / 60);
console.log(
  `${updates} updates, ${(main_ms / updates).toFixed(1)} ms of the main thread each; heap ` +
    `${(Math.min(...heap) / 1e6).toFixed(2)} to ${(Math.max(...heap) / 1e6).toFixed(2)} MB; ` +
    `second half against first: ${(growth / 1e6).toFixed(2)} MB`,
);
for (const complaint of complaints) console.error(complaint);
if ((perHour > MOST_BYTES_PER_HOUR && growth > NOISE_BYTES) || complaints.length > 0)
  process.exit(1);

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
/** Of a heap that is flat: what is measured varies by this much from sample to sample. */
const MOST_BYTES_PER_HOUR = 2e6;
const NOISE_BYTES = 1e6;
const SAMPLES = 20;

/** Bytes per sample, by least squares: one odd sample does not decide. */
function slope(values) {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  let above = 0;
  let below = 0;
  values.forEach((value, i) => {
    above += (i - middle) * (value - mean);
    below += (i - middle) ** 2;
  });
  return above / below;
}

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

const until = Date.now() + minutes * 60_000;
const heap = [];
let updates = 0;
let main_ms = 0;
const began = Date.now();
for (let sample = 0; sample < SAMPLES; ++sample) {
  const end = began + ((until - began) * (sample + 1)) / SAMPLES;
  const cost = await costOf(tab, 1, { samples: 1, until_ms: end });
  updates += cost.updates;
  main_ms += cost.main_ms * cost.updates;
  heap.push(cost.heap_bytes.at(-1));
  console.log(
    `${((Date.now() - began) / 60_000).toFixed(1)} min: ${updates} updates, ` +
      `${(main_ms / updates).toFixed(1)} ms each, heap ${(heap.at(-1) / 1e6).toFixed(2)} MB`,
  );
}
await browser.close();
await fake.end();
const settled = heap.slice(Math.floor(SAMPLES / 4));
const perHour = slope(settled) * (SAMPLES / (minutes / 60));
const growth = slope(settled) * (settled.length - 1);
console.log(`heap: ${(perHour / 1e6).toFixed(2)} MB per hour (limit ${MOST_BYTES_PER_HOUR / 1e6})`);
for (const complaint of complaints) console.error(complaint);
if ((perHour > MOST_BYTES_PER_HOUR && growth > NOISE_BYTES) || complaints.length > 0)
  process.exit(1);

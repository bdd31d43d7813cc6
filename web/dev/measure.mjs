// Measures the page: main thread per update and heap, against dev/fake_master.mjs.
// node dev/measure.mjs URL [seconds]
import { chromium } from 'playwright-core';

const [base, seconds = '30'] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const tab = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
const cdp = await tab.context().newCDPSession(tab);
// Time on the CPU, not by the clock: other programs may run too.
await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
let ticks = 0;
tab.on('websocket', (socket) => socket.on('framereceived', () => ++ticks));
await tab.goto(`${base}/#/live`);
await tab.waitForTimeout(4000);

async function metrics() {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

const before = await metrics();
ticks = 0;
await tab.waitForTimeout(Number(seconds) * 1000);
const seen = ticks;
const after = await metrics();
const perTick = (name) => (((after[name] - before[name]) * 1000) / seen).toFixed(1);
console.log(`${seen} updates: ${perTick('TaskDuration')} ms of the main thread each`);
console.log(
  `  script ${perTick('ScriptDuration')}, layout ${perTick('LayoutDuration')}, style ${perTick('RecalcStyleDuration')} ms`,
);
console.log(
  `heap ${(before.JSHeapUsedSize / 1e6).toFixed(2)} → ${(after.JSHeapUsedSize / 1e6).toFixed(2)} MB, nodes ${before.Nodes} → ${after.Nodes}`,
);
console.log(`rows in the document: ${await tab.locator('.requests tbody tr').count()}`);
await browser.close();

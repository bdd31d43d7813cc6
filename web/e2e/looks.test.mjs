// How six pages look, against pictures in e2e/looks: tells how much differs. It does not fail on that:
// fonts and versions of the browser draw differently. ACRIDA_REWRITE=1 makes the pictures anew.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openBrowser, openTab } from './browser.mjs';
import { FakeMaster } from './fake.mjs';

const PAGES = ['live', 'start', 'failures', 'slaves', 'verdicts', 'runs'];
const NOW_MS = 1_767_268_800_000; // a fixed moment
/** Of 255, in one of the colours: less is not seen. */
const TOLERANCE = 24;
const MOST_SHARE = 0.02;
const folder = `${import.meta.dirname}/looks`;

let fake;
let browser;

before(async () => {
  mkdirSync(folder, { recursive: true });
  [fake, browser] = await Promise.all([
    FakeMaster.begin('--now', String(NOW_MS), '--hz', '0', '--history', '900'),
    openBrowser(),
  ]);
});

after(async () => {
  await browser?.close();
  await fake?.end();
});

/** The share of pixels that differ; 1 when the sizes do. */
function differing(tab, first, second) {
  return tab.evaluate(
    async ([images, tolerance]) => {
      const [a, b] = await Promise.all(
        images.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes]));
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (a.width !== b.width || a.height !== b.height) return 1;
      let count = 0;
      for (let at = 0; at < a.data.length; at += 4)
        for (let c = 0; c < 3; ++c)
          if (Math.abs(a.data[at + c] - b.data[at + c]) > tolerance) {
            ++count;
            break;
          }
      return count / (a.width * a.height);
    },
    [[first, second].map((bytes) => bytes.toString('base64')), TOLERANCE],
  );
}

for (const page of PAGES) {
  test(`the page ${page}`, async (context) => {
    const tab = await openTab(browser, 'about:blank', {
      viewport: { width: 1200, height: 800 },
      deviceScaleFactor: 0.5,
      colorScheme: 'light',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    await tab.clock.setFixedTime(NOW_MS);
    await tab.goto(`${fake.url}/#/${page}`);
    await tab.locator('main h1').first().waitFor({ state: 'attached' });
    await tab.waitForTimeout(1500);
    const shown = await tab.screenshot({ animations: 'disabled', caret: 'hide' });
    const path = `${folder}/${page}.png`;
    if (process.env.ACRIDA_REWRITE === '1' || !existsSync(path)) {
      assert.equal(
        process.env.ACRIDA_REWRITE,
        '1',
        `${path} is missing: ACRIDA_REWRITE=1 makes it`,
      );
      writeFileSync(path, shown);
    } else {
      const blank = await openTab(browser, 'about:blank');
      const share = await differing(blank, readFileSync(path), shown);
      const text = `${page}: ${(share * 100).toFixed(2)} % of the picture differ`;
      context.diagnostic(share > MOST_SHARE ? `${text}: look at it` : text);
      await blank.context().close();
    }
    await tab.context().close();
  });
}

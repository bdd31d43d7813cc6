// The committed bundle: small enough for a slow link, and for a report of 150 KB.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const file = (name: string) => readFileSync(new URL(`../dist/${name}`, import.meta.url));

test('script and style are at most 120 KB, compressed', () => {
  const size = ['app.js', 'app.css']
    .map((name) => gzipSync(file(name), { level: 9 }).length)
    .reduce((a, b) => a + b);
  expect(size).toBeLessThan(120_000);
});

test('a report of them is at most 150 KB without its data', () => {
  const script = gzipSync(file('app.js'), { level: 9 }).length;
  expect(script * (4 / 3) + file('app.css').length).toBeLessThan(147_000);
});

test('nothing in the bundle ends a script or style that it lies in', () => {
  expect(file('app.js').toString()).not.toMatch(/<\/script|<!--/i);
  expect(file('app.css').toString()).not.toMatch(/<\/style|@import|url\(/i);
});

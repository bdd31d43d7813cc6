import { expect, it } from 'vitest';

import { differenceText, metricText, metricTitle, relativeText } from '../../src/runs/metric_text';
import { testName, type RunInfo } from '../../src/runs/run_info';

it.each([
  [metricTitle('failure_share'), 'Share of failures'],
  [metricTitle('p95'), 'p95'],
  [metricText(54.2, 'ms'), '54 ms'],
  [metricText(1861.3, '1/s'), '1,861/s'],
  [metricText(0.0099, ''), '0.99 %'],
  [metricText(null, 'ms'), '–'],
  [differenceText(-15.8, 'ms'), '−16 ms'],
  [differenceText(144.3, '1/s'), '+144/s'],
  [differenceText(0, ''), '0 %'],
  [relativeText(0.0775), '+7.8 %'],
  [relativeText(-0.02), '−2.0 %'],
  [relativeText(null), '–'],
])('%s is %s', (made, wanted) => expect(made).toBe(wanted));

it.each([
  ['/cache/tests/crowd-0d2a0af2853cd6619cbf805c81efa759.so', 'crowd'],
  ['/srv/shop.so', 'shop'],
  ['examples/shop.cpp', 'shop.cpp'],
])('the test %s is called %s', (test, name) => expect(testName({ test } as RunInfo)).toBe(name));

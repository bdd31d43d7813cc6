// Figures: the five numbers of the frame, from the newest tick.
import { computed } from '@preact/signals';

import { live } from '../app';
import type { Values } from '../api/messages';
import { count, latency, percent, rate } from '../text/format';

export interface Figure {
  label: string;
  text: string;
  spark?: Values;
  bad?: boolean;
}

const SPARK_SECONDS = 60;

function failShares(): Values {
  const fails = live.series.tail('fail_per_s', SPARK_SECONDS);
  const all = live.series.tail('rps', SPARK_SECONDS);
  return fails.map((value, i) => (value === null || !all[i] ? 0 : value / all[i]!));
}

export const figures = computed<Figure[]>(() => {
  void live.version.value;
  const tick = live.tick.value;
  const { series } = live;
  const requests = cellOf('requests');
  const failures = cellOf('failures');
  const share = requests ? (failures ?? 0) / requests : tick ? 0 : null;
  const ready = live.slaves.value.filter((slave) => slave.present).length;
  return [
    { label: 'Users', text: count(tick?.users), spark: series.tail('users', SPARK_SECONDS) },
    { label: 'req/s', text: rate(series.last('rps')), spark: series.tail('rps', SPARK_SECONDS) },
    { label: 'Failures', text: percent(share), spark: failShares(), bad: (share ?? 0) > 0 },
    {
      label: 'p95',
      text: latency(series.last('p95_ms')),
      spark: series.tail('p95_ms', SPARK_SECONDS),
    },
    { label: 'Slaves', text: tick ? count(ready) : '–' },
  ];
});

/** A number of the total row. */
export function cellOf(column: string): number | null {
  const tick = live.tick.value;
  const value = tick?.total?.[tick.row_columns.indexOf(column)];
  return typeof value === 'number' ? value : null;
}

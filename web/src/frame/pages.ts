// The pages, in the order of their tabs and of the keys 1…9.
import { computed } from '@preact/signals';

import { active, hasFeature, live, place } from '../app';

export interface PageInfo {
  id: string;
  title: string;
}

export const pages = computed<PageInfo[]>(() => {
  const list: PageInfo[] = [
    { id: 'start', title: 'Start' },
    { id: 'live', title: 'Live' },
    { id: 'failures', title: 'Failures' },
    { id: 'exceptions', title: 'Exceptions' },
    { id: 'slaves', title: 'Slaves' },
    { id: 'logs', title: 'Logs' },
    { id: 'ratios', title: 'Ratios' },
  ];
  if (live.tick.value?.thresholds?.length) list.push({ id: 'verdicts', title: 'Verdicts' });
  if (hasFeature('history')) list.push({ id: 'runs', title: 'Runs' });
  list.push({ id: 'downloads', title: 'Downloads' });
  return list;
});

/** Without a page in the URL: the run when there is one, else the form that starts it. */
export const page = computed(() => {
  const { page: wanted } = place.value;
  if (wanted === 'run' || wanted === 'compare') return wanted;
  if (pages.value.some(({ id }) => id === wanted)) return wanted;
  if (live.tick.value === null) return wanted === '' ? 'loading' : wanted;
  return active.value || live.tick.value.state === 'stopped' ? 'live' : 'start';
});

// The page's one store, stream and location.
import { computed, effect, signal } from '@preact/signals';

import { askWho } from './access';
import type { RowsWanted, RunState } from './api/messages';
import { Stream } from './api/stream';
import { LiveStore } from './store/live_store';
import { parseHash, toHash, withParams, type Params, type Place } from './store/location';

export const live = new LiveStore();

export const place = signal<Place>(parseHash(location.hash));
export const params = computed<Params>(() => place.value.params);

/** Changes settings of the view in the URL, without an entry in the browser's history. */
export function setParams(change: Record<string, string | null>): void {
  const next = withParams(place.value, change);
  history.replaceState(null, '', toHash(next));
  place.value = next;
}

/** Where a page begins that has no place in its URL. */
export function openPlace(hash: string): void {
  if (location.hash === '') place.value = parseHash(hash);
}

export function hrefOf(page: string, values: Record<string, string> = {}): string {
  return toHash({ page, params: values });
}

/** The rows that are on the screen: set by the table while it is scrolled. */
export const rowRange = signal({ from: 0, count: 60 });

export const rowsWanted = computed<RowsWanted>(() => ({
  sort: params.value.sort ?? 'requests',
  descending: params.value.order !== 'up',
  filter: params.value.rows ?? '',
  only_failing: params.value.failing === '1',
  method: params.value.method ?? '',
  ...rowRange.value,
}));

export const stream = new Stream(live, rowsWanted.peek());

export const runState = computed<RunState>(() => live.tick.value?.state ?? 'ready');
export const active = computed(
  () =>
    runState.value === 'spawning' || runState.value === 'running' || runState.value === 'stopping',
);

export function hasFeature(name: string): boolean {
  return live.overview.value?.features.includes(name) ?? false;
}

/** A short message at the foot of the page; gone after some seconds. */
export const notice = signal<{ text: string; bad: boolean } | null>(null);
let noticeTimer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string, bad = false): void {
  notice.value = { text, bad };
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (notice.value = null), bad ? 10_000 : 4_000);
}

export function startApp(): void {
  // A connection that ends may be a session that is over.
  effect(() => {
    if (stream.state.value !== 'live') void askWho();
  });
  addEventListener('hashchange', () => (place.value = parseHash(location.hash)));
  stream.start();
  effect(() => stream.want(rowsWanted.value));
}

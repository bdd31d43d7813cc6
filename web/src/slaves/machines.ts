// Machines: what the master's cloud has, asked for while somebody looks.
import { computed, signal } from '@preact/signals';

import { hasFeature } from '../app';
import { API, ApiError, get } from '../api/client';
import type { Machines } from './machine_way';

const PERIOD_MS = 1_000;

export const machines = signal<Machines | null>(null);
/** Why they are not known. */
export const machinesFault = signal('');
/** The master can make machines. */
export const hasCloud = computed(() => hasFeature('cloud'));

let watchers = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

async function ask(): Promise<void> {
  try {
    machines.value = await get<Machines>(`${API}/machines`);
    machinesFault.value = '';
  } catch (error) {
    machinesFault.value = (error as ApiError).message;
  }
}

async function askAgain(): Promise<void> {
  clearTimeout(timer);
  await ask();
  clearTimeout(timer);
  if (watchers > 0) timer = setTimeout(() => void askAgain(), PERIOD_MS);
}

/** At once, after a command. */
export function refreshMachines(): Promise<void> {
  return askAgain();
}

/** Until what is returned is called. */
export function watchMachines(): () => void {
  watchers += 1;
  if (watchers === 1) void askAgain();
  return () => (watchers -= 1);
}

// Access: who looks at the page, and what they may do. The master enforces it; the page only does
// not offer what would be refused.
import { computed, signal } from '@preact/signals';

import { API, ApiError, get } from './api/client';

export interface Me {
  /** Nobody has to sign in when the master has no users. */
  user: string | null;
  role: 'nobody' | 'viewer' | 'operator' | 'admin';
  authenticated: boolean;
  /** Passwords and figures go over the network as they are. */
  insecure_web: boolean;
}

export const me = signal<Me | null>(null);

export function mayCommand(who: Me | null): boolean {
  return who === null || who.role === 'operator' || who.role === 'admin';
}

export const canCommand = computed(() => mayCommand(me.value));

/** The page of the master that asks for a name and a password, and comes back to this one. */
export function loginAddress(place: { pathname: string }): string {
  return `/login?next=${encodeURIComponent(place.pathname)}`;
}

/** A master without users does not know the question: then everybody may do everything. */
export async function askWho(): Promise<void> {
  try {
    const who = await get<Me>(`${API}/me`);
    me.value = who;
    if (who.role === 'nobody') location.assign(loginAddress(location));
  } catch (error) {
    if ((error as ApiError).status === 401) location.assign(loginAddress(location));
  }
}

export async function logOut(): Promise<void> {
  await fetch('/logout', { method: 'POST', headers: { 'X-Requested-With': 'acrida' } });
  location.assign('/login');
}

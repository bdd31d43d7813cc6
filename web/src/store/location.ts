// Location: the page and its settings as the part of the URL after '#', so that a link shows a
// colleague the same view.

export type Params = Readonly<Record<string, string>>;

export interface Place {
  page: string;
  params: Params;
}

/** `#/live?sort=p95&rows=checkout` → page and settings; anything odd is the empty page. */
export function parseHash(hash: string): Place {
  const match = /^#\/([a-z]*)(?:\?(.*))?$/s.exec(hash);
  if (!match) return { page: '', params: {} };
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, value] of new URLSearchParams(match[2] ?? '')) params[key] = value;
  return { page: match[1] ?? '', params };
}

/** Empty values are left out; the order is that of the names, so that equal views have equal URLs. */
export function toHash(place: Place): string {
  const kept = Object.entries(place.params)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const query = new URLSearchParams(kept).toString();
  return `#/${place.page}${query ? `?${query}` : ''}`;
}

export function withParams(place: Place, change: Record<string, string | null>): Place {
  const params: Record<string, string> = { ...place.params };
  for (const [key, value] of Object.entries(change)) params[key] = value ?? '';
  return { page: place.page, params };
}

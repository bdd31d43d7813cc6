// The key of a row in the document and the URL: `GET /items`.
import type { Row } from '../api/messages';

export function rowKey(row: Row): string {
  return `${String(row[0])} ${String(row[1])}`;
}

/** A type has no space, a name may have. */
export function splitKey(key: string): { method: string; name: string } {
  const at = key.indexOf(' ');
  return { method: key.slice(0, Math.max(0, at)), name: key.slice(at + 1) };
}

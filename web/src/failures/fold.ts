// Folds messages that differ in numbers and ids only: "status 503 after # ms". Pure.
import type { ErrorEntry } from '../api/messages';

const IDS =
  /\b0x[0-9a-f]+\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi;
/** A status of HTTP says what happened: it is no id. */
const NUMBERS = /(?<!status |\d)\d+(?:\.\d+)?/gi;

export function template(message: string): string {
  return message.replace(IDS, '#').replace(NUMBERS, '#');
}

export interface FailureGroup {
  key: string;
  method: string;
  name: string;
  template: string;
  count: number;
  first_ms: number;
  last_ms: number;
  /** The messages themselves, most frequent first. */
  variants: ErrorEntry[];
}

export function fold(errors: ErrorEntry[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const error of errors) {
    const text = template(error.message);
    const key = `${error.method} ${error.name} ${text}`;
    const group = groups.get(key);
    if (group) {
      group.count += error.count;
      group.first_ms = Math.min(group.first_ms, error.first_ms);
      group.last_ms = Math.max(group.last_ms, error.last_ms);
      group.variants.push(error);
    } else {
      groups.set(key, { key, template: text, ...error, variants: [error] });
    }
  }
  for (const group of groups.values()) group.variants.sort((a, b) => b.count - a.count);
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

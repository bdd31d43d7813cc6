// Calls of the master's API: JSON in, JSON out, errors as one line.

import { embedded, report } from './embedded';

/** What the master refused, or why it was not reached; `field` names the form's field, if one. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly field?: string,
  ) {
    super(message);
  }
}

const TIMEOUT_MS = 15_000;

async function call<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new ApiError('The master does not answer; is it still running?', 0);
  }
  const text = await response.text();
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    if (response.ok) throw new ApiError(`${path}: the answer is no JSON`, response.status);
  }
  if (!response.ok) {
    const told = body as { error?: string; field?: string } | null;
    throw new ApiError(
      told?.error ?? (text.trim().slice(0, 200) || `The master answered ${response.status}`),
      response.status,
      told?.field,
    );
  }
  return body as T;
}

/** The target of a GET, as the master sees it. */
function targetOf(path: string, query: Record<string, string | number>): string {
  const text = new URLSearchParams(
    Object.entries(query).map(([key, value]) => [key, String(value)]),
  ).toString();
  return text ? `${path}?${text}` : path;
}

export function get<T>(path: string, query: Record<string, string | number> = {}): Promise<T> {
  const target = targetOf(path, query);
  if (report === null) return call<T>(target, { method: 'GET' });
  const answer = embedded(target);
  if (answer !== undefined) return Promise.resolve(answer as T);
  return Promise.reject(new ApiError('This is not in the report', 404));
}

export interface Done {
  ok: boolean;
  message: string;
}

/** The header tells the master that no foreign page sent this. */
export function post<T = Done>(path: string, body: unknown = {}): Promise<T> {
  return call<T>(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'acrida' },
    body: JSON.stringify(body),
  });
}

export const API = '/api/v1';

// useAnswer: what the master answers to a GET, with its loading and its error.
import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { get } from '../api/client';

export interface Answer<T> {
  value: ReadonlySignal<T | null>;
  problem: ReadonlySignal<string>;
  again: () => void;
}

/** Of all paths together; asks when they change. */
export function useAnswers<T>(paths: string[]): Answer<T[]> {
  const value = useSignal<T[] | null>(null);
  const problem = useSignal('');
  const round = useSignal(0);
  useEffect(() => {
    if (paths.length === 0) return;
    let gone = false;
    Promise.all(paths.map((path) => get<T>(path))).then(
      (answers) => {
        if (gone) return;
        value.value = answers;
        problem.value = '';
      },
      (error: Error) => {
        if (!gone) problem.value = error.message;
      },
    );
    return () => {
      gone = true;
    };
  }, [paths.join('\n'), round.value]);
  return { value, problem, again: () => round.value++ };
}

/** Asks when `path` changes; null: not now. */
export function useAnswer<T>(path: string | null): Answer<T> {
  const { value, problem, again } = useAnswers<T>(path === null ? [] : [path]);
  const first = useComputed(() => value.value?.[0] ?? null);
  return { value: first, problem, again };
}

// useAnswer: what the master answers to a GET, with its loading and its error.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { get } from '../api/client';

export interface Answer<T> {
  value: ReadonlySignal<T | null>;
  problem: ReadonlySignal<string>;
  again: () => void;
}

/** Asks when `path` changes; null: not now. */
export function useAnswer<T>(path: string | null): Answer<T> {
  const value = useSignal<T | null>(null);
  const problem = useSignal('');
  const round = useSignal(0);
  useEffect(() => {
    if (path === null) return;
    let gone = false;
    get<T>(path).then(
      (answer) => {
        if (gone) return;
        value.value = answer;
        problem.value = '';
      },
      (error: Error) => {
        if (!gone) problem.value = error.message;
      },
    );
    return () => {
      gone = true;
    };
  }, [path, round.value]);
  return { value, problem, again: () => round.value++ };
}

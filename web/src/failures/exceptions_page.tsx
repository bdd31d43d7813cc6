// ExceptionsPage: what the test's own code threw, with its stack.
import { useSignal } from '@preact/signals';

import { live, tell } from '../app';
import type { ExceptionEntry } from '../api/messages';
import { Empty } from '../parts/empty';
import { ExceptionCard } from './exception_card';

function keyOf(entry: ExceptionEntry): string {
  return `${entry.message}\n${entry.traceback}`;
}

export function ExceptionsPage() {
  const muted = useSignal<string[]>([]);
  const all = live.exceptions.value;
  const shown = all.filter((entry) => !muted.value.includes(keyOf(entry)));
  const copy = async (entry: ExceptionEntry) => {
    try {
      await navigator.clipboard.writeText(`${entry.message}\n${entry.traceback}`);
      tell('Copied');
    } catch {
      tell('The browser allows no copying here: mark the text instead', true);
    }
  };
  return (
    <>
      <div class="page-head">
        <h1>Exceptions</h1>
        {all.length > shown.length && (
          <button onClick={() => (muted.value = [])}>Show {all.length - shown.length} muted</button>
        )}
      </div>
      {shown.length === 0 ? (
        <section class="card">
          <Empty icon="check" title={all.length === 0 ? 'The test threw nothing' : 'All are muted'}>
            An exception that leaves a task is shown here with its stack; the user goes on with its
            next task.
          </Empty>
        </section>
      ) : (
        shown.map((entry) => (
          <ExceptionCard entry={entry} key={keyOf(entry)}>
            <button class="chip" onClick={() => void copy(entry)}>
              copy
            </button>
            <button class="chip" onClick={() => (muted.value = [...muted.value, keyOf(entry)])}>
              mute
            </button>
          </ExceptionCard>
        ))
      )}
    </>
  );
}

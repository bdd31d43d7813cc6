// ExceptionsPage: what the test's own code threw, with its stack.
import { useSignal } from '@preact/signals';

import { live, tell } from '../app';
import type { ExceptionEntry } from '../api/messages';
import { Empty } from '../parts/empty';
import { count } from '../text/format';

function keyOf(entry: ExceptionEntry): string {
  return `${entry.message}\n${entry.traceback}`;
}

function Stack(props: { text: string }) {
  const [first = '', ...rest] = props.text.split('\n');
  if (props.text.trim() === '') return <p class="muted">No stack was sent.</p>;
  return (
    <pre tabIndex={0} aria-label="Stack">
      <b>{first}</b>
      {rest.length > 0 && `\n${rest.join('\n')}`}
    </pre>
  );
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
          <section class="card exception" key={keyOf(entry)}>
            <div class="card-head">
              <h2>
                <b class="bad">{count(entry.count)} ×</b> <bdi>{entry.message}</bdi>
              </h2>
              <span class="muted">{entry.slaves}</span>
              <button class="chip" onClick={() => void copy(entry)}>
                copy
              </button>
              <button class="chip" onClick={() => (muted.value = [...muted.value, keyOf(entry)])}>
                mute
              </button>
            </div>
            <Stack text={entry.traceback} />
          </section>
        ))
      )}
    </>
  );
}

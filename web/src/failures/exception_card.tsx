// ExceptionCard: one kind of exception with its stack.
import type { ComponentChildren } from 'preact';

import type { ExceptionEntry } from '../api/messages';
import { count } from '../text/format';

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

export function ExceptionCard(props: { entry: ExceptionEntry; children?: ComponentChildren }) {
  const { entry } = props;
  return (
    <section class="card exception">
      <div class="card-head">
        <h2>
          <b class="bad">{count(entry.count)} ×</b> <bdi>{entry.message}</bdi>
        </h2>
        <span class="muted">{entry.slaves}</span>
        {props.children}
      </div>
      <Stack text={entry.traceback} />
    </section>
  );
}

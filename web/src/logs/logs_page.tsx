// LogsPage: the master's log as it grows; only lines in sight are in the document.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { params, setParams } from '../app';
import { API, get } from '../api/client';
import type { LogLine } from '../api/messages';
import { windowOf } from '../live/row_window';
import { Empty, Loading } from '../parts/empty';
import { Time } from '../parts/time';
import { count } from '../text/format';
import { added, asText, filtered } from './log_buffer';

const ASK_EVERY_MS = 1_500;
const LINE_PX = 24;

/** Lines on their way into the page; asked for while it is open. */
function useLog() {
  const lines = useSignal<LogLine[]>([]);
  const asked = useSignal(false);
  const problem = useSignal('');
  useEffect(() => {
    let cursor: number | null = null;
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const query: Record<string, string | number> = {};
        if (cursor !== null) query.since = cursor;
        const answer = await get<{ cursor: number; lines: LogLine[] }>(`${API}/logs`, query);
        if (gone) return;
        // A smaller cursor is a master that was started again.
        if (cursor !== null && answer.cursor < cursor) lines.value = [];
        cursor = answer.cursor;
        lines.value = added(lines.value, answer.lines);
        problem.value = '';
      } catch (error) {
        if (!gone) problem.value = (error as Error).message;
      }
      asked.value = true;
      if (!gone) timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  return { lines, asked, problem };
}

function download(lines: LogLine[]): void {
  const url = URL.createObjectURL(new Blob([asText(lines)], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'acrida_master.log';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const LEVELS = ['info', 'warning', 'error'];

export function LogsPage() {
  const { lines, asked, problem } = useLog();
  const box = useRef<HTMLDivElement>(null);
  const seen = useSignal({ top: 0, height: 500 });
  const follow = useSignal(true);
  const seenCount = useRef(0);
  const level = params.value.level ?? 'info';
  const text = params.value.text ?? '';
  const list = filtered(lines.value, { level, text });
  const shown = windowOf(seen.value.top, seen.value.height, LINE_PX, list.length);
  const fresh = Math.max(0, list.length - seenCount.current);

  const look = () => {
    const element = box.current!;
    seen.value = { top: element.scrollTop, height: element.clientHeight };
    follow.value = element.scrollTop + element.clientHeight >= element.scrollHeight - LINE_PX;
  };
  const toEnd = () => {
    follow.value = true;
    box.current?.scrollTo({ top: box.current.scrollHeight });
  };
  useEffect(() => {
    if (!follow.peek()) return;
    seenCount.current = list.length;
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [list.length, follow.value]);
  return (
    <>
      <div class="page-head">
        <h1>Logs</h1>
        <p>of the master, with what slaves told it</p>
      </div>
      <section class="card">
        <div class="card-head">
          <h2>
            Lines <span class="muted count">{count(list.length)}</span>
          </h2>
          <input
            type="search"
            aria-label="Filter by text"
            placeholder="Filter: text"
            defaultValue={text}
            onInput={(event) => setParams({ text: event.currentTarget.value })}
          />
          <div class="chips" role="group" aria-label="Least level">
            {LEVELS.map((one) => (
              <button
                class="chip"
                key={one}
                aria-pressed={level === one}
                onClick={() => setParams({ level: one })}
              >
                {one}
              </button>
            ))}
          </div>
          <button
            class="chip"
            aria-pressed={follow.value}
            onClick={() => (follow.value ? (follow.value = false) : toEnd())}
          >
            follow
          </button>
          <button class="chip" disabled={list.length === 0} onClick={() => download(list)}>
            download
          </button>
        </div>
        {problem.value && (
          <p class="strip bad" role="alert">
            {problem.value}
          </p>
        )}
        {!asked.value && <Loading height={300} />}
        {asked.value && list.length === 0 && (
          <Empty icon="file" title={lines.value.length === 0 ? 'No line yet' : 'Nothing matches'}>
            {lines.value.length === 0
              ? 'The master writes here what it does: runs, slaves that come and go, refusals.'
              : 'Choose a lower level or another text.'}
          </Empty>
        )}
        {list.length > 0 && (
          <div class="log-frame">
            <div
              class="log"
              ref={box}
              onScroll={look}
              tabIndex={0}
              role="log"
              aria-live="off"
              aria-label="Log"
            >
              <ol style={{ height: `${list.length * LINE_PX}px` }}>
                {list.slice(shown.first, shown.end).map((line, i) => (
                  <li
                    key={shown.first + i}
                    style={{ top: `${(shown.first + i) * LINE_PX}px` }}
                    class={`level-${line.level}`}
                  >
                    <Time at_ms={line.time_ms} />
                    <b>{line.level}</b>
                    <span class="muted">{line.source}</span>
                    <bdi>{line.text}</bdi>
                  </li>
                ))}
              </ol>
            </div>
            {!follow.value && fresh > 0 && (
              <button class="primary new-lines" onClick={toEnd}>
                {count(fresh)} new {fresh === 1 ? 'line' : 'lines'}
              </button>
            )}
          </div>
        )}
      </section>
    </>
  );
}

// The frame's dialogs: stop, marker, keyboard. (Edit has a file of its own.)
import { useState } from 'preact/hooks';

import { live, tell } from '../app';
import { API, post } from '../api/client';
import { Dialog } from '../parts/dialog';
import { count } from '../text/format';
import { openDialog } from './top_bar';

function close(): void {
  openDialog.value = null;
}

export function StopDialog() {
  const [busy, setBusy] = useState(false);
  const stop = async () => {
    setBusy(true);
    try {
      await post(`${API}/run/stop`);
      close();
    } catch (error) {
      tell(`Stop: ${(error as Error).message}`, true);
      setBusy(false);
    }
  };
  return (
    <Dialog title="Stop the run?" onClose={close}>
      <p class="muted">
        {count(live.tick.value?.users)} users finish what they are doing, at most for the stop
        timeout. The figures stay here.
      </p>
      <div class="dialog-foot">
        <button onClick={close}>Cancel</button>
        <button class="danger" disabled={busy} onClick={() => void stop()}>
          {busy ? 'Stopping…' : 'Stop the run'}
        </button>
      </div>
    </Dialog>
  );
}

const MAX_MARKER_BYTES = 200;

export function MarkerDialog() {
  const [text, setText] = useState('');
  const tooLong = new TextEncoder().encode(text).length > MAX_MARKER_BYTES;
  const send = async (event: Event) => {
    event.preventDefault();
    try {
      await post(`${API}/run/markers`, { text });
      close();
      tell('The marker is set');
    } catch (error) {
      tell(`Marker: ${(error as Error).message}`, true);
    }
  };
  return (
    <Dialog title="Set a marker" onClose={close}>
      <form onSubmit={(event) => void send(event)}>
        <div class="field">
          <label for="marker-text">What happens now?</label>
          <input
            id="marker-text"
            value={text}
            placeholder="deploy 4.2"
            aria-invalid={tooLong}
            aria-describedby="marker-hint"
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <span id="marker-hint" class={tooLong ? 'field-error' : 'field-hint'}>
            {tooLong
              ? 'Too long: at most 200 bytes'
              : 'A dashed line with this text in all charts.'}
          </span>
        </div>
        <div class="dialog-foot">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button class="primary" disabled={text.trim() === '' || tooLong}>
            Set marker
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const KEYS: [string, string][] = [
  ['1 … 9', 'pages'],
  ['/', 'filter of the page'],
  ['m', 'set a marker'],
  ['s', 'stop the run, after a question'],
  ['?', 'this list'],
  ['Esc', 'close'],
  ['← →', 'in a chart: read its values'],
  ['+ −', 'in a chart: zoom; Home and End go to its ends'],
  ['0', 'in a chart: the whole run'],
  ['↑ ↓ Enter', 'in a table: choose a row and open it'],
];

export function HelpDialog() {
  return (
    <Dialog title="Keyboard" onClose={close}>
      <dl class="keys">
        {KEYS.map(([key, what]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
      <p class="muted" style={{ marginTop: '12px' }}>
        In charts: drag to zoom, Shift and drag to move, double click for the whole run.
      </p>
      <div class="dialog-foot">
        <button onClick={close}>Close</button>
      </div>
    </Dialog>
  );
}

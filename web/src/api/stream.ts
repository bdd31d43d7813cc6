// Stream: the shell of the connection: a WebSocket, or polling when upgrades are refused. When to
// open and when to poll is decided in reconnect.ts.
import { signal } from '@preact/signals';

import type { LiveStore } from '../store/live_store';
import { API, get } from './client';
import type { Message, RowsWanted } from './messages';
import * as reconnect from './reconnect';

/** The master ticks each second: so long a silence means that the connection is dead. */
const SILENCE_MS = 12_000;

export class Stream {
  readonly state = signal<reconnect.LinkState>('connecting');
  private step = reconnect.firstStep();
  private socket: WebSocket | null = null;
  private openTimer: ReturnType<typeof setTimeout> | undefined;
  private pollTimer: ReturnType<typeof setTimeout> | undefined;
  private heardAt = 0;
  private wanted: RowsWanted;

  constructor(
    private readonly store: LiveStore,
    wanted: RowsWanted,
  ) {
    this.wanted = wanted;
  }

  start(): void {
    this.open();
    setInterval(() => this.checkSilence(), 2_000);
    addEventListener('online', () => this.hurry());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.hurry();
    });
  }

  /** Which rows the page shows; sent at once. */
  want(rows: RowsWanted): void {
    this.wanted = rows;
    if (this.socket?.readyState === WebSocket.OPEN) this.subscribe();
    else if (this.step.state === 'polling') this.poll();
  }

  private open(): void {
    clearTimeout(this.openTimer);
    const url = new URL(`${API}/stream`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.socket = socket;
    this.heardAt = performance.now();
    socket.onopen = () => {
      this.move(reconnect.opened(this.step));
      this.subscribe();
    };
    socket.onmessage = (event) => {
      this.heardAt = performance.now();
      this.step = reconnect.received(this.step);
      this.take(JSON.parse(event.data as string) as Message);
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.move(reconnect.closed(this.step, Math.random()));
    };
  }

  /** The master reads `since` in the first one of a connection. */
  private subscribe(): void {
    this.socket?.send(JSON.stringify({ subscribe: { since: this.store.seq, rows: this.wanted } }));
  }

  private take(message: Message): void {
    this.store.apply(message);
    if (this.store.isFull()) {
      // A new connection brings the backlog, with old seconds rolled up.
      this.store.forget();
      this.drop();
    }
  }

  private move(step: reconnect.Step): void {
    this.step = step;
    this.state.value = step.state;
    clearTimeout(this.openTimer);
    if (step.open_in_ms !== null) {
      this.openTimer = setTimeout(() => {
        this.move(reconnect.due(this.step));
        this.open();
      }, step.open_in_ms);
    }
    if (step.state === 'polling') this.poll();
    else clearTimeout(this.pollTimer);
  }

  private poll(): void {
    clearTimeout(this.pollTimer);
    const { descending, only_failing, ...rows } = this.wanted;
    const query: Record<string, string | number> = {
      ...rows,
      descending: descending ? 1 : 0,
      only_failing: only_failing ? 1 : 0,
    };
    if (this.store.seq !== null) query.since = this.store.seq;
    get<{ messages: Message[] }>(`${API}/live`, query)
      .then(
        ({ messages }) => {
          for (const message of messages) this.store.apply(message);
          if (this.step.state === 'polling') this.state.value = 'polling';
        },
        () => {
          if (this.step.state === 'polling') this.state.value = 'waiting';
        },
      )
      .finally(() => {
        if (this.step.state !== 'polling') return;
        clearTimeout(this.pollTimer);
        this.pollTimer = setTimeout(() => this.poll(), reconnect.POLL_EVERY_MS);
      });
  }

  private checkSilence(): void {
    if (this.step.state !== 'live' || performance.now() - this.heardAt < SILENCE_MS) return;
    this.drop();
  }

  /** The network or the tab came back: do not wait for the timer. */
  private hurry(): void {
    if (this.step.state === 'waiting') {
      this.move(reconnect.due(this.step));
      this.open();
    } else {
      this.checkSilence();
    }
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.move(reconnect.closed(this.step, Math.random()));
  }
}

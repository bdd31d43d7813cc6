// Reconnect: when the stream is opened again, and when polling takes over. Pure: no clock, no socket.
//
//   state       event             next         action
//   connecting  opened            live         –
//   connecting  closed (1st, 2nd) waiting      wait, then open
//   connecting  closed (3rd)      polling      poll, and try the upgrade again a minute later
//   live        closed            waiting      wait, then open
//   waiting     due               connecting   open
//   polling     due               polling      open beside it
//   polling     opened            live         stop polling

export type LinkState = 'connecting' | 'live' | 'waiting' | 'polling';

export const REFUSALS_BEFORE_POLLING = 3;
export const POLL_EVERY_MS = 2_000;
export const UPGRADE_AGAIN_MS = 60_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

export interface Step {
  state: LinkState;
  /** Upgrades in a row that were refused before they were open. */
  refusals: number;
  /** Losses in a row since the last message that came. */
  losses: number;
  /** When the socket is to be opened again; null: it is open or being opened. */
  open_in_ms: number | null;
}

export function firstStep(): Step {
  return { state: 'connecting', refusals: 0, losses: 0, open_in_ms: null };
}

export function opened(step: Step): Step {
  return { ...step, state: 'live', refusals: 0, open_in_ms: null };
}

export function received(step: Step): Step {
  return step.losses === 0 ? step : { ...step, losses: 0 };
}

export function due(step: Step): Step {
  return {
    ...step,
    state: step.state === 'polling' ? 'polling' : 'connecting',
    open_in_ms: null,
  };
}

/** `jitter` 0…1 spreads many pages that lost one master. */
export function closed(step: Step, jitter: number): Step {
  const refused = step.state !== 'live';
  const refusals = refused ? step.refusals + 1 : 0;
  const losses = step.losses + 1;
  if (refusals >= REFUSALS_BEFORE_POLLING) {
    return { state: 'polling', refusals, losses, open_in_ms: UPGRADE_AGAIN_MS };
  }
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (losses - 1));
  return { state: 'waiting', refusals, losses, open_in_ms: Math.round(wait * (0.75 + jitter / 2)) };
}

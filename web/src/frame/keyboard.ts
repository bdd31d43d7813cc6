// The keys of the whole page; not while somebody types.
import { canCommand } from '../access';
import { active, hrefOf, runState } from '../app';
import { pages } from './pages';
import { openDialog } from './top_bar';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName))
  );
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (openDialog.value !== null || document.querySelector('dialog[open]')) return;
  const { key } = event;
  if (/^[1-9]$/.test(key)) {
    const page = pages.value[Number(key) - 1];
    if (page) location.hash = hrefOf(page.id);
  } else if (key === '/') {
    const filter = document.querySelector<HTMLInputElement>('main input[type=search]');
    if (!filter) return;
    event.preventDefault();
    filter.focus();
  } else if (key === '?') {
    openDialog.value = 'help';
  } else if (key === 'm' && active.value && canCommand.value) {
    event.preventDefault();
    openDialog.value = 'marker';
  } else if (key === 's' && active.value && canCommand.value && runState.value !== 'stopping') {
    openDialog.value = 'stop';
  }
}

export function listenToKeys(): void {
  addEventListener('keydown', onKey);
}

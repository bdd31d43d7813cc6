// Theme: automatic, light or dark; kept in the browser. Runs before the first paint.
import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'acrida.theme';

/** A report may have been made in a theme: it is in its document. */
function stored(): Theme {
  try {
    const value = document.documentElement.dataset.theme ?? localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return 'auto'; // storage is forbidden
  }
}

export const theme = signal<Theme>(stored());
/** Counts changes of what colours mean, the system's too; charts draw again. */
export const paint = signal(0);

effect(() => {
  const value = theme.value;
  if (value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  paint.value = paint.peek() + 1;
});

export function setTheme(value: Theme): void {
  theme.value = value;
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // It holds for this visit.
  }
}

if (typeof matchMedia === 'function') {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => paint.value++);
}

const cache = new Map<string, string>();
let cachedFor = -1;

/** The colour of a CSS variable as it is now, for canvases; `light-dark()` is resolved by the browser. */
export function colour(variable: string): string {
  if (cachedFor !== paint.peek()) {
    cache.clear();
    cachedFor = paint.peek();
  }
  let value = cache.get(variable);
  if (value === undefined) {
    const probe = document.createElement('span');
    probe.style.color = `var(${variable})`;
    document.body.append(probe);
    value = getComputedStyle(probe).color;
    probe.remove();
    cache.set(variable, value);
  }
  return value;
}

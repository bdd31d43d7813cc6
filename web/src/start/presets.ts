// Presets: forms that are kept in this browser, by the test's name.
import type { FormModel } from './form_model';

const MAX_PRESETS = 30;

interface Kept {
  last?: FormModel;
  saved: Record<string, FormModel>;
}

function key(test: string): string {
  return `acrida.presets.${test}`;
}

export function readPresets(test: string): Kept {
  try {
    const kept = JSON.parse(localStorage.getItem(key(test)) ?? '{}') as Partial<Kept>;
    return { ...(kept.last ? { last: kept.last } : {}), saved: kept.saved ?? {} };
  } catch {
    return { saved: {} };
  }
}

function write(test: string, kept: Kept): boolean {
  try {
    localStorage.setItem(key(test), JSON.stringify(kept));
    return true;
  } catch {
    return false; // full or forbidden
  }
}

export function keepLast(test: string, model: FormModel): void {
  write(test, { ...readPresets(test), last: model });
}

/** False when the browser does not store it, or there are too many. */
export function savePreset(test: string, name: string, model: FormModel): boolean {
  const kept = readPresets(test);
  const saved = { ...kept.saved, [name]: model };
  return Object.keys(saved).length <= MAX_PRESETS && write(test, { ...kept, saved });
}

export function deletePreset(test: string, name: string): void {
  const kept = readPresets(test);
  delete kept.saved[name];
  write(test, kept);
}

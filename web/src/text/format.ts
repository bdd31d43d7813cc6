// How numbers, spans and times are written. Missing values are a dash everywhere.

export const NOTHING = '–';

type Maybe = number | null | undefined;

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const hundredths = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

function missing(value: Maybe): value is null | undefined {
  return value == null || !Number.isFinite(value);
}

export function count(value: Maybe): string {
  return missing(value) ? NOTHING : whole.format(value);
}

/** Requests or failures per second: more digits for less. */
export function rate(value: Maybe): string {
  if (missing(value)) return NOTHING;
  if (value === 0) return '0';
  if (value >= 100) return whole.format(value);
  return value >= 10 ? tenths.format(value) : hundredths.format(value);
}

/** Milliseconds without their unit, as a table shows them. */
export function ms(value: Maybe): string {
  if (missing(value)) return NOTHING;
  if (value >= 100) return whole.format(value);
  return value >= 10 ? tenths.format(value) : hundredths.format(value);
}

/** A latency with its unit: 0.42 ms, 67 ms, 1.25 s. */
export function latency(value: Maybe): string {
  if (missing(value)) return NOTHING;
  if (value === 0) return '0 ms';
  if (value >= 10_000) return `${tenths.format(value / 1000)} s`;
  if (value >= 1000) return `${hundredths.format(value / 1000)} s`;
  if (value >= 10) return `${whole.format(value)} ms`;
  return `${hundredths.format(value)} ms`;
}

/** A share of 0…1 as percent. */
export function percent(share: Maybe): string {
  if (missing(share)) return NOTHING;
  if (share === 0) return '0 %';
  const value = share * 100;
  if (value < 0.01) return '< 0.01 %';
  return `${value >= 10 ? tenths.format(value) : hundredths.format(value)} %`;
}

export function bytes(value: Maybe): string {
  if (missing(value)) return NOTHING;
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    ++unit;
  }
  return `${unit === 0 || size >= 100 ? whole.format(size) : tenths.format(size)} ${units[unit]}`;
}

/** Seconds as 0:07, 12:34 or 1:02:03. */
export function clockSpan(seconds: Maybe): string {
  if (missing(seconds)) return NOTHING;
  const all = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const h = Math.floor(all / 3600);
  const m = Math.floor(all / 60) % 60;
  return h > 0 ? `${h}:${two(m)}:${two(all % 60)}` : `${m}:${two(all % 60)}`;
}

/** Seconds as words: 45 s, 5 min, 1 h 30 min. */
export function wordSpan(seconds: Maybe): string {
  if (missing(seconds)) return NOTHING;
  const all = Math.round(seconds);
  const parts: string[] = [];
  const h = Math.floor(all / 3600);
  const m = Math.floor(all / 60) % 60;
  if (h > 0) parts.push(`${h} h`);
  if (m > 0) parts.push(`${m} min`);
  if (all % 60 > 0 || parts.length === 0) parts.push(`${all % 60} s`);
  return parts.join(' ');
}

const localTime = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const localDay = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

export function timeOfDay(time_ms: Maybe): string {
  return missing(time_ms) ? NOTHING : localTime.format(time_ms);
}

export function dayAndTime(time_ms: Maybe): string {
  return missing(time_ms) ? NOTHING : localDay.format(time_ms);
}

/** For the tooltip beside a local time. */
export function utc(time_ms: Maybe): string {
  if (missing(time_ms)) return '';
  return `${new Date(time_ms).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
}

/** Seconds as a field takes them: 90s, 5m, 1h30m. */
export function spanText(seconds: number): string {
  const h = Math.floor(seconds / 3600);
  const m = Math.floor(seconds / 60) % 60;
  const s = seconds % 60;
  return `${h > 0 ? `${h}h` : ''}${m > 0 ? `${m}m` : ''}${s > 0 || seconds === 0 ? `${s}s` : ''}`;
}

/** The span of text such as "5m", "1h30m", "90": seconds; null when it is none. */
export function parseSpan(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(trimmed.replace(/\s+/g, ''));
  if (!match || trimmed === '') return null;
  const [, h = '0', m = '0', s = '0'] = match;
  return Number(h) * 3600 + Number(m) * 60 + Number(s);
}

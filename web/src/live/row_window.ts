// RowWindow: which rows of a long list are in the document, and which are asked for. Pure.

export interface Window {
  /** First and one past the last row in the document. */
  first: number;
  end: number;
}

/** Rows beyond the edges, so that scrolling a little shows no blank. */
const MARGIN_ROWS = 5;
export const PAGE_ROWS = 60;

export function windowOf(
  scroll_px: number,
  height_px: number,
  row_px: number,
  count: number,
): Window {
  const first = Math.max(0, Math.floor(scroll_px / row_px) - MARGIN_ROWS);
  const end = Math.min(count, Math.ceil((scroll_px + height_px) / row_px) + MARGIN_ROWS);
  return { first: Math.min(first, Math.max(0, end - 1)), end };
}

/** The page to ask for so that `window` is in it with room on both sides; the same one while it is. */
export function pageFor(
  window: Window,
  page: { from: number; count: number },
): { from: number; count: number } {
  if (window.first >= page.from && window.end <= page.from + page.count) return page;
  const room = Math.max(0, PAGE_ROWS - (window.end - window.first));
  const from = Math.max(0, window.first - Math.floor(room / 2));
  return { from, count: Math.max(PAGE_ROWS, window.end - from) };
}

// The answers that a report has in itself: a page that was opened from such a file asks no master.

export interface EmbeddedReport {
  /** Where it opens: "#/run?id=3". */
  place: string;
  /** By target: "/api/v1/runs/3". */
  answers: Record<string, unknown>;
}

declare global {
  var acridaReport: EmbeddedReport | undefined;
}

/** Null on the page of a master. */
export const report: EmbeddedReport | null = globalThis.acridaReport ?? null;

/** Undefined when the report has none. */
export function embedded(target: string): unknown {
  return report && Object.hasOwn(report.answers, target) ? report.answers[target] : undefined;
}

/** How long events are kept: at least, in days, and at most so many in a database. */
export type RetentionSettings = { days: number; events: number };

/** What may go: everything sequenced before the time, and everything up to the position. */
export type RetentionLimit = { before: Date; position: bigint };

const dayMs = 86_400_000;

/**
 * Where retention draws the line. `newestBeyond` is the position of the newest event that exceeds the number, null where
 * none does. It is counted, for positions have gaps: redeliveries take theirs of the same counter. Pure.
 */
export function retentionLimit(
  settings: RetentionSettings,
  newestBeyond: bigint | null,
  now: Date,
): RetentionLimit {
  const before = new Date(now.getTime() - settings.days * dayMs);
  return { before, position: newestBeyond ?? 0n };
}

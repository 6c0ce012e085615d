/** How long events are kept: at least, in days, and at most so many in a database. */
export type RetentionSettings = { days: number; events: number };

/** What may go: everything sequenced before the time, and everything up to the position. */
export type RetentionLimit = { before: Date; position: bigint };

const dayMs = 86_400_000;

/**
 * Where retention draws the line. `newest` is the position of the last event, `held` how many there are: the oldest go
 * first, so what exceeds the number lies below `newest - events`. Pure.
 */
export function retentionLimit(
  settings: RetentionSettings,
  newest: bigint,
  held: number,
  now: Date,
): RetentionLimit {
  const before = new Date(now.getTime() - settings.days * dayMs);
  const position = held > settings.events ? newest - BigInt(settings.events) : 0n;
  return { before, position };
}

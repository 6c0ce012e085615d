import type { Target } from "#server/destinations/destination-kind.ts";
import { lastQuietEnd, quietUntil, readQuietHours } from "#server/destinations/quiet-hours.ts";

/** What decides whether a destination holds back what is not urgent. */
export type Holding = Pick<Target, "mutedUntil" | "quietHours">;

/** Why a destination holds back at the moment, and until when. */
export type Hold = { why: "muted" | "quiet"; until: Date };

/** Whether a destination holds back now. A mute that ends in quiet hours lasts until their end, and the other way round. */
export function holdOf(target: Holding, now: Date): Hold | null {
  const hours = readQuietHours(target.quietHours);
  const muted = target.mutedUntil !== null && target.mutedUntil > now;
  let until = muted && target.mutedUntil ? target.mutedUntil : now;
  for (;;) {
    const quiet = hours && quietUntil(hours, until);
    const next = quiet ?? until;
    const further = target.mutedUntil && target.mutedUntil > next ? target.mutedUntil : next;
    if (further <= until) break;
    until = further;
  }
  return until > now ? { why: muted ? "muted" : "quiet", until } : null;
}

/** When a destination last stopped holding back: what is older was held and is summed up. Null where it did not lately. */
export function heldUntil(target: Holding, now: Date): Date | null {
  const hours = readQuietHours(target.quietHours);
  const ends = [target.mutedUntil, hours && lastQuietEnd(hours, now)].filter(
    (end) => end !== null && end <= now,
  );
  return ends.reduce((latest, end) => (latest === null || (end && end > latest) ? end : latest), null);
}

/** The sentence for what a destination holds back; the time stands beside it. */
export function holdSentence(hold: Hold, destinationName: string): string {
  return hold.why === "muted"
    ? `${destinationName} is muted. What is not urgent is held and follows when the mute ends.`
    : `${destinationName} has quiet hours. What is not urgent is held and follows when they end.`;
}

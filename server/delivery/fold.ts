/** When normal deliveries of a lane leave in one digest. Source: product page, Slack messages. */
import type { Pace } from "#server/delivery/pacing.ts";

/** More never-tried deliveries than this are folded at once; what is sent again counts as never tried. */
export const floodAbove = 10;
/** From this many on they are folded when the oldest has waited long enough. */
const slowFrom = 4;
const slowAfterMs = 20_000;
/** From this many on, what a mute or quiet hours held back is summed up. */
const heldFrom = 2;

/** Deliveries of one digest at most, so that the transactions around it stay short. */
export const digestMax = 1_000;
/** So many deliveries from the head on tell whether to fold. */
export const foldLook = floodAbove + 1;

/** A digest has room for what comes meanwhile: two at once, then one every ten seconds for each destination. */
export function digestPace(destinationId: string): Pace {
  return { key: `digest:${destinationId}`, intervalMs: 10_000, burst: 2 };
}

/** A delivery in its lane, as the decision to fold sees it. */
export type InLane = { tries: number; digestId: string | null; nextTryAt: Date; since: Date };

/** Since when a delivery waits: since it was made, or since it was last ordered again. */
export function waitsSince(delivery: { createdAt: Date; redeliveries: number; nextTryAt: Date }): Date {
  return delivery.redeliveries > 0 ? delivery.nextTryAt : delivery.createdAt;
}

/** How many of a lane's first deliveries may be folded: due, never tried, and in no digest yet. */
export function foldable(lane: readonly InLane[], now: Date): number {
  const end = lane.findIndex((d) => d.tries > 0 || d.digestId !== null || d.nextTryAt > now);
  return end === -1 ? lane.length : end;
}

/** Why deliveries stand in one digest: all of them were held back, or too many came at once. */
export function whyFolded(deliveries: readonly InLane[], heldUntil: Date | null): "flood" | "held" {
  return heldUntil !== null && deliveries.every((d) => d.since < heldUntil) ? "held" : "flood";
}

/**
 * Decides on the first deliveries of a lane (at least `foldLook` of them, where there are as many) how many leave in one
 * digest; 0: the head leaves alone. `heldUntil` is when the destination last stopped holding back.
 */
export function countToFold(lane: readonly InLane[], heldUntil: Date | null, now: Date): number {
  const run = lane.slice(0, Math.min(foldable(lane, now), digestMax));
  if (run.length > floodAbove) return run.length;
  const oldest = Math.min(...run.map((d) => d.since.getTime()));
  if (run.length >= slowFrom && now.getTime() - oldest >= slowAfterMs) return run.length;
  const after = run.findIndex((d) => heldUntil === null || d.since >= heldUntil);
  const held = after === -1 ? run.length : after;
  return held >= heldFrom ? held : 0;
}

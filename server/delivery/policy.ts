import type { Outcome } from "#server/delivery/outcome.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits after the first, second, … failed try: about a day in all. After the last one the delivery is `failed`. */
export const retryWaitsMs = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  8 * hour,
] as const;

/** From this many failed tries on, the lane tries the next delivery as a probe. */
export const probeAfterTries = 3;
/** After this many failed tries the head steps aside in any case. */
export const stepAsideAfterTries = 6;
const jitterShare = 0.1;

/** The wait after a number of failed tries, jittered upwards by at most a tenth; null when there are no more. */
export function retryWaitMs(tries: number, random: number): number | null {
  const wait = retryWaitsMs[tries - 1];
  return wait === undefined ? null : Math.round(wait * (1 + jitterShare * random));
}

/** What a finished request does to one delivery. Times are relative to now, in ms. */
export type DeliveryDecision =
  | { state: "delivered" }
  | { state: "rejected" | "failed"; tries: number }
  | {
      state: "waiting";
      tries: number;
      waitMs: number;
      maybeDuplicate: boolean;
      stepAside: boolean;
      /** It leaves its digest and is sent by itself. */
      unfold?: true;
    };

/** What of a delivery decides what becomes of it. */
export type Tried = { tries: number; maybeDuplicate: boolean; steppedAside: boolean };

/** Decides what becomes of a delivery after a request for it; `random` is in [0, 1). */
export function decideDelivery(
  delivery: Tried,
  outcome: Outcome,
  random: number,
  inDigest = false,
): DeliveryDecision {
  const { tries, maybeDuplicate, steppedAside } = delivery;
  switch (outcome.kind) {
    case "delivered":
      return { state: "delivered" };
    case "rejected":
      // Only the digest was refused: having been tried, its deliveries are not folded again.
      return inDigest
        ? {
            state: "waiting",
            tries: tries + 1,
            waitMs: 0,
            maybeDuplicate,
            stepAside: steppedAside,
            unfold: true,
          }
        : { state: "rejected", tries: tries + 1 };
    case "destination-broken":
    case "connection-broken":
      return { state: "waiting", tries, waitMs: 0, maybeDuplicate, stepAside: steppedAside };
    case "retry":
    case "unknown": {
      const duplicate = maybeDuplicate || outcome.kind === "unknown";
      const asked = outcome.kind === "retry" ? (outcome.retryAfterMs ?? 0) : 0;
      if (outcome.kind === "retry" && !outcome.isTry) {
        return { state: "waiting", tries, waitMs: asked, maybeDuplicate: duplicate, stepAside: steppedAside };
      }
      const wait = retryWaitMs(tries + 1, random);
      if (wait === null) return { state: "failed", tries: tries + 1 };
      return {
        state: "waiting",
        tries: tries + 1,
        waitMs: Math.max(wait, asked),
        maybeDuplicate: duplicate,
        stepAside: steppedAside || tries + 1 >= stepAsideAfterTries,
      };
    }
  }
}

/** A waiting delivery as the lane sees it. */
export type Waiting = { id: string; tries: number; nextTryAt: Date };

/** What a lane does next. A probe that gets through makes the head step aside. */
export type LaneStep =
  | { do: "send"; id: string; as: "head" | "probe" | "aside" }
  | { do: "wait"; until: Date }
  | { do: "rest" };

/**
 * The lane's next step: its head when it is due; else the second as a probe while the head has failed three times or
 * more; else a delivery that stepped aside and is due. `next` is the one behind the head, `aside` the earliest aside.
 */
export function chooseStep(
  lane: { head: Waiting | null; next: Waiting | null; aside: Waiting | null },
  now: Date,
): LaneStep {
  const { head, next, aside } = lane;
  const due = (w: Waiting) => w.nextTryAt <= now;
  if (head && due(head)) return { do: "send", id: head.id, as: "head" };
  if (head && head.tries >= probeAfterTries && next && due(next))
    return { do: "send", id: next.id, as: "probe" };
  if (aside && due(aside)) return { do: "send", id: aside.id, as: "aside" };
  const times = [head?.nextTryAt, aside?.nextTryAt].filter((t) => t !== undefined);
  const until = times.sort((a, b) => a.getTime() - b.getTime())[0];
  return until ? { do: "wait", until } : { do: "rest" };
}

/** A failed probe waits until the head has had its own next try, so that the lane is probed once per try of the head. */
export function probeWaitMs(ownWaitMs: number, headNextTryAt: Date, now: Date): number {
  return Math.max(ownWaitMs, headNextTryAt.getTime() - now.getTime() + 1);
}

/**
 * After a success of the lane, when a delivery that stepped aside is tried again: an eighth of its wait after the last
 * try, so that an outage's leftovers follow soon and a poisoned message does not burn its tries at the lane's pace.
 */
export function pulledForward(aside: Pick<Waiting, "tries" | "nextTryAt">, now: Date): Date {
  const wait = retryWaitsMs[Math.min(Math.max(aside.tries, 1), retryWaitsMs.length) - 1] ?? 0;
  const lastTry = aside.nextTryAt.getTime() - wait;
  const earliest = Math.max(now.getTime(), lastTry + wait / 8);
  return new Date(Math.min(aside.nextTryAt.getTime(), earliest));
}

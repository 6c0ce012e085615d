import type { Trouble } from "#server/destinations/broken-sentence.ts";
import { type Hold, holdSentence } from "#server/destinations/hold.ts";

/** What decides why a delivery has not left yet. */
export type WaitingDelivery = {
  state: string;
  tries: number;
  nextTryAt: Date;
  steppedAside: boolean;
  reason: string | null;
  destinationName: string;
  trouble: Trouble | null;
  /** The destination holds back now; null too for what is urgent. */
  hold: Hold | null;
  /** Before this its lane is not looked at, whatever arrives: there was no turn for it, or Slack asked for a pause. */
  restsUntil: Date | null;
  /** Deliveries of the same lane that stand before it. */
  ahead: number;
};

/** Why a delivery waits, in one sentence; `until` is when it is tried at the earliest, `parked` that somebody must mend something. */
export type Waiting = { sentence: string; until: Date | null; parked: boolean };

/** Says why a delivery that is not finished has not been sent, or null when it is finished. Pure. */
export function whyWaiting(delivery: WaitingDelivery, now: Date): Waiting | null {
  if (delivery.state === "sending")
    return { sentence: "It is being sent right now.", until: null, parked: false };
  if (delivery.state !== "waiting") return null;
  if (delivery.trouble) return { sentence: delivery.trouble.sentence, until: null, parked: true };
  if (delivery.hold) {
    const sentence = holdSentence(delivery.hold, delivery.destinationName);
    return { sentence, until: delivery.hold.until, parked: false };
  }
  const rests = delivery.restsUntil && delivery.restsUntil > now ? delivery.restsUntil : null;
  const until = later(rests, delivery.nextTryAt > now ? delivery.nextTryAt : null);
  if (delivery.tries > 0) {
    const told = delivery.reason ? ` ${delivery.reason}` : "";
    const aside = delivery.steppedAside ? " It stepped aside so that later messages go on." : "";
    return {
      sentence: `${delivery.tries === 1 ? "The first try" : `${delivery.tries} tries`} did not get through.${told}${aside}`,
      until,
      parked: false,
    };
  }
  if (delivery.nextTryAt > now) {
    const told = delivery.reason ?? `${delivery.destinationName} asked for a pause.`;
    return { sentence: told, until, parked: false };
  }
  const lane = `the lane of ${delivery.destinationName}`;
  const why = "rests, because Slack takes only so many messages in a given time";
  if (delivery.ahead > 0) {
    const before = delivery.ahead === 1 ? "1 delivery is" : `${delivery.ahead} deliveries are`;
    const sentence = `${before} before it in ${lane}${rests ? `, which ${why}` : ""}.`;
    return { sentence, until, parked: false };
  }
  if (rests) return { sentence: `It is next in ${lane}, which ${why}.`, until, parked: false };
  return { sentence: "It is next in its lane and leaves in a moment.", until: null, parked: false };
}

function later(one: Date | null, other: Date | null): Date | null {
  return one && other ? (one > other ? one : other) : (one ?? other);
}

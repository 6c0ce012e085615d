import { describe, expect, it } from "vitest";
import { type WaitingDelivery, whyWaiting } from "#server/deliveries/why-waiting.ts";

const now = new Date("2026-11-21T12:00:00Z");
const later = new Date("2026-11-21T12:05:00Z");
const delivery = (over: Partial<WaitingDelivery> = {}): WaitingDelivery => ({
  state: "waiting",
  tries: 0,
  nextTryAt: now,
  steppedAside: false,
  reason: null,
  destinationName: "#deploys",
  trouble: null,
  hold: null,
  restsUntil: null,
  ahead: 0,
  ...over,
});

describe("why a delivery waits", () => {
  it("says nothing of a finished one", () => {
    expect(whyWaiting(delivery({ state: "delivered" }), now)).toBeNull();
  });

  it("says that it is held back, and until when", () => {
    const hold = { why: "muted" as const, until: later };
    expect(whyWaiting(delivery({ hold, tries: 1 }), now)).toEqual({
      sentence: "#deploys is muted. What is not urgent is held and follows when the mute ends.",
      until: later,
      parked: false,
    });
  });

  it("gives the destination's own sentence while it is parked", () => {
    const trouble = { code: "is_archived", sentence: "It is archived.", remedy: "choose-channel" as const };
    expect(whyWaiting(delivery({ trouble, nextTryAt: later }), now)).toEqual({
      sentence: "It is archived.",
      until: null,
      parked: true,
    });
  });

  it("tells the tries, the last reason and the next time", () => {
    const waiting = whyWaiting(
      delivery({ tries: 2, reason: "Slack did not answer.", nextTryAt: later }),
      now,
    );
    expect(waiting).toEqual({
      sentence: "2 tries did not get through. Slack did not answer.",
      until: later,
      parked: false,
    });
  });

  it("says that it stepped aside", () => {
    expect(whyWaiting(delivery({ tries: 6, steppedAside: true }), now)?.sentence).toContain("stepped aside");
  });

  it("counts what is before it in the lane", () => {
    expect(whyWaiting(delivery({ ahead: 3 }), now)?.sentence).toBe(
      "3 deliveries are before it in the lane of #deploys.",
    );
  });

  it("says that its lane rests, and until when", () => {
    const why = "which rests, because Slack takes only so many messages in a given time.";
    expect(whyWaiting(delivery({ restsUntil: later }), now)).toEqual({
      sentence: `It is next in the lane of #deploys, ${why}`,
      until: later,
      parked: false,
    });
    expect(whyWaiting(delivery({ restsUntil: later, ahead: 1 }), now)).toEqual({
      sentence: `1 delivery is before it in the lane of #deploys, ${why}`,
      until: later,
      parked: false,
    });
    expect(whyWaiting(delivery({ restsUntil: now }), now)?.sentence).toContain("leaves in a moment");
  });

  it("gives the later of its own next time and its lane's", () => {
    const hour = new Date("2026-11-21T13:00:00Z");
    const waits = { tries: 1, nextTryAt: later };
    expect(whyWaiting(delivery({ ...waits, restsUntil: hour }), now)?.until).toEqual(hour);
    expect(whyWaiting(delivery({ ...waits, restsUntil: now }), now)?.until).toEqual(later);
    expect(whyWaiting(delivery({ nextTryAt: hour, restsUntil: later }), now)?.until).toEqual(hour);
  });

  it("says that it is next when nothing stands in the way", () => {
    expect(whyWaiting(delivery(), now)?.sentence).toContain("next in its lane");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countToFold, digestMax, type InLane, whyFolded } from "#server/delivery/fold.ts";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms);
const fresh = (over: Partial<InLane> = {}): InLane => ({
  tries: 0,
  digestId: null,
  nextTryAt: ago(1_000),
  since: ago(1_000),
  ...over,
});
const many = (count: number, over: Partial<InLane> = {}) => Array.from({ length: count }, () => fresh(over));

describe("what is folded", () => {
  it("is more than ten that were never tried, at once", () => {
    expect(countToFold(many(10), null, now)).toBe(0);
    expect(countToFold(many(11), null, now)).toBe(11);
  });

  it("is four or more when the oldest has waited twenty seconds", () => {
    expect(countToFold([fresh({ since: ago(20_000) }), ...many(2)], null, now)).toBe(0);
    expect(countToFold([fresh({ since: ago(19_999) }), ...many(3)], null, now)).toBe(0);
    expect(countToFold([fresh({ since: ago(20_000) }), ...many(3)], null, now)).toBe(4);
  });

  it("is what was held back, from two on, and not what came after", () => {
    const held = ago(500);
    expect(countToFold(many(1), held, now)).toBe(0);
    expect(countToFold([...many(2), fresh({ since: now })], held, now)).toBe(2);
    expect(whyFolded(many(2), held)).toBe("held");
    expect(whyFolded([...many(20), fresh({ since: now })], held)).toBe("flood");
  });

  it("is always a first part of the lane, of due deliveries that were never tried, within the limit", () => {
    const delivery = fc.record({
      tries: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1),
      digestId: fc.constantFrom(null, null, null, null, null, null, null, "d"),
      nextTryAt: fc.integer({ min: -10, max: 100_000 }).map(ago),
      since: fc.nat(100_000).map(ago),
    });
    const heldUntil = fc.option(fc.nat(100_000).map(ago));
    fc.assert(
      fc.property(fc.array(delivery, { maxLength: 30 }), heldUntil, (lane, held) => {
        const count = countToFold(lane, held, now);
        expect(count === 0 || count >= 2).toBe(true);
        expect(count).toBeLessThanOrEqual(lane.length);
        for (const folded of lane.slice(0, count)) {
          expect(folded).toMatchObject({ tries: 0, digestId: null });
          expect(folded.nextTryAt <= now).toBe(true);
        }
      }),
    );
    expect(countToFold(many(digestMax + 500), null, now)).toBe(digestMax);
  });
});

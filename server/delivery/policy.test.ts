import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Outcome } from "#server/delivery/outcome.ts";
import {
  chooseStep,
  decideDelivery,
  probeWaitMs,
  pulledForward,
  retryWaitMs,
  retryWaitsMs,
  stepAsideAfterTries,
} from "#server/delivery/policy.ts";

const now = new Date("2026-11-21T12:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const failure = { code: "x", sentence: "It failed.", remedy: "none" as const };
const retry: Outcome = { kind: "retry", ...failure, isTry: true };
const unknown: Outcome = { kind: "unknown", ...failure };
const fresh = { tries: 0, maybeDuplicate: false, steppedAside: false };

describe("retry policy", () => {
  it("waits at least the documented time and at most a tenth longer", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, random) => {
          const wait = retryWaitMs(tries, random) ?? Number.NaN;
          const documented = retryWaitsMs[tries - 1] ?? Number.NaN;
          expect(wait).toBeGreaterThanOrEqual(documented);
          expect(wait).toBeLessThanOrEqual(Math.round(documented * 1.1));
        },
      ),
    );
  });

  it("ends every delivery within eleven tries, whatever the outcomes that count are", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(retry, unknown), { minLength: 11, maxLength: 11 }), (outcomes) => {
        let delivery = fresh;
        let state = "waiting";
        for (const outcome of outcomes) {
          const decision = decideDelivery(delivery, outcome, 0);
          state = decision.state;
          if (decision.state !== "waiting") break;
          delivery = {
            tries: decision.tries,
            maybeDuplicate: decision.maybeDuplicate,
            steppedAside: decision.stepAside,
          };
        }
        expect(state).toBe("failed");
      }),
    );
  });

  it("does not count a 429 as a try and waits what was asked in full", () => {
    const decision = decideDelivery(
      { ...fresh, tries: 2 },
      { ...retry, isTry: false, retryAfterMs: 30_000 },
      0.5,
    );
    expect(decision).toEqual({
      state: "waiting",
      tries: 2,
      waitMs: 30_000,
      maybeDuplicate: false,
      stepAside: false,
    });
  });

  it("remembers for ever that an earlier try may have arrived", () => {
    const first = decideDelivery(fresh, unknown, 0);
    expect(first).toMatchObject({ state: "waiting", maybeDuplicate: true });
    expect(decideDelivery({ ...fresh, tries: 1, maybeDuplicate: true }, retry, 0)).toMatchObject({
      maybeDuplicate: true,
    });
  });

  it("keeps the tries of a delivery whose destination or connection broke", () => {
    const broken: Outcome = { kind: "destination-broken", ...failure };
    expect(decideDelivery({ ...fresh, tries: 4 }, broken, 0)).toMatchObject({ state: "waiting", tries: 4 });
  });

  it("makes the head step aside after its sixth failed try and not before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), (tries) => {
        const decision = decideDelivery({ ...fresh, tries }, retry, 0);
        expect(decision).toMatchObject({ stepAside: tries + 1 >= stepAsideAfterTries });
      }),
    );
  });
});

describe("a lane's next step", () => {
  const head = { id: "head", tries: 0, nextTryAt: now };
  const next = { id: "next", tries: 0, nextTryAt: now };
  const aside = { id: "aside", tries: 6, nextTryAt: later(1_000) };

  it("is its head whenever the head is due", () => {
    expect(chooseStep({ head, next, aside: { ...aside, nextTryAt: now } }, now)).toEqual({
      do: "send",
      id: "head",
      as: "head",
    });
  });

  it("waits for a head that failed once or twice, though the next is due", () => {
    for (const tries of [1, 2]) {
      const waiting = { ...head, tries, nextTryAt: later(5_000) };
      expect(chooseStep({ head: waiting, next, aside: null }, now)).toEqual({
        do: "wait",
        until: later(5_000),
      });
    }
  });

  it("probes with the next once the head has failed three times", () => {
    const failed = { ...head, tries: 3, nextTryAt: later(120_000) };
    expect(chooseStep({ head: failed, next, aside: null }, now)).toEqual({
      do: "send",
      id: "next",
      as: "probe",
    });
  });

  it("does not probe again before the head has had its next try", () => {
    const failed = { ...head, tries: 3, nextTryAt: later(120_000) };
    const probed = { ...next, tries: 1, nextTryAt: later(probeWaitMs(5_000, failed.nextTryAt, now)) };
    expect(chooseStep({ head: failed, next: probed, aside: null }, later(60_000))).toEqual({
      do: "wait",
      until: failed.nextTryAt,
    });
    expect(chooseStep({ head: failed, next: probed, aside: null }, failed.nextTryAt)).toMatchObject({
      id: "head",
    });
  });

  it("rests when nothing waits and tells the earliest time otherwise", () => {
    expect(chooseStep({ head: null, next: null, aside: null }, now)).toEqual({ do: "rest" });
    expect(chooseStep({ head: null, next: null, aside }, now)).toEqual({ do: "wait", until: later(1_000) });
  });

  it("never pulls a delivery that stepped aside into the past or beyond its own time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 8 * 3_600_000 }),
        (tries, wait) => {
          const nextTryAt = later(wait);
          const pulled = pulledForward({ tries, nextTryAt }, now);
          expect(pulled.getTime()).toBeGreaterThanOrEqual(now.getTime());
          expect(pulled.getTime()).toBeLessThanOrEqual(nextTryAt.getTime());
        },
      ),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bucket, slowdownAt, slowed, turnAt } from "#server/delivery/bucket.ts";

const pace = { key: "k", intervalMs: 1_000, burst: 3 };
const shared = { ...pace, reserved: 1 };
const fresh: Bucket = { nextAt: new Date(0), closedUntil: null, slowdown: 1, slowedAt: null };
const at = (ms: number) => new Date(ms);

describe("a bucket", () => {
  it("lets its burst through at once and then one request per interval", () => {
    let bucket = fresh;
    for (let i = 0; i < 3; i++) {
      const turn = turnAt(bucket, pace, at(0), true);
      expect(turn.allowed).toBe(true);
      bucket = { ...bucket, nextAt: turn.nextAt };
    }
    const refused = turnAt(bucket, pace, at(0), true);
    expect(refused).toMatchObject({ allowed: false, at: at(1_000) });
    expect(turnAt(bucket, pace, refused.at, true).allowed).toBe(true);
  });

  it("never lets more through in any window than the burst and one per interval, whoever asks", () => {
    const ask = fc.record({ gap: fc.integer({ min: 0, max: 2_500 }), urgent: fc.boolean() });
    fc.assert(
      fc.property(fc.array(ask, { minLength: 1, maxLength: 60 }), (asks) => {
        let now = 0;
        let bucket = fresh;
        const allowed: number[] = [];
        for (const { gap, urgent } of asks) {
          now += gap;
          const turn = turnAt(bucket, shared, at(now), urgent);
          bucket = { ...bucket, nextAt: turn.nextAt };
          if (turn.allowed) allowed.push(now);
        }
        for (const [i, from] of allowed.entries()) {
          for (const [j, to] of allowed.entries()) {
            const most = shared.burst + Math.floor((to - from) / shared.intervalMs);
            if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });

  it("lets a request through at the time it named, whatever was told to it before", () => {
    const told = fc.record({
      at: fc.integer({ min: 0, max: 3_600_000 }),
      asked: fc.integer({ min: 0, max: 60_000 }),
    });
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.nat(4_000_000),
        fc.option(told),
        fc.boolean(),
        (next, now, told, urgent) => {
          const start = { ...fresh, nextAt: at(next) };
          const bucket = told
            ? slowed(start, { until: at(told.at + told.asked), startedAt: at(told.at), now: at(told.at) })
            : start;
          const turn = turnAt(bucket, shared, at(now), urgent);
          expect(turn.allowed || turnAt(bucket, shared, turn.at, urgent).allowed).toBe(true);
        },
      ),
    );
  });

  it("keeps a turn for an urgent request however fast normal ones ask", () => {
    let bucket = fresh;
    for (let now = 0; now < 60_000; now += 100) {
      const turn = turnAt(bucket, shared, at(now), false);
      bucket = { ...bucket, nextAt: turn.nextAt };
      expect(turnAt(bucket, shared, at(now), true).allowed).toBe(true);
    }
  });

  it("lets nothing through before the end of a Retry-After, urgent or not", () => {
    fc.assert(
      fc.property(fc.nat(600_000), fc.nat(700_000), fc.boolean(), (asked, now, urgent) => {
        const bucket = slowed(fresh, { until: at(asked), startedAt: at(0), now: at(0) });
        if (turnAt(bucket, shared, at(now), urgent).allowed) expect(now).toBeGreaterThanOrEqual(asked);
      }),
    );
  });

  it("is not held for long by a time that a clock far ahead of ours wrote", () => {
    const wrong = { ...fresh, nextAt: at(86_400_000) };
    expect(turnAt(wrong, pace, at(0), true).at.getTime()).toBeLessThanOrEqual(3_000);
  });

  it("takes requests that were under way when a limit was hit for one lesson", () => {
    const once = slowed(fresh, { until: at(2_000), startedAt: at(0), now: at(1_000) });
    const twice = slowed(once, { until: at(2_500), startedAt: at(900), now: at(1_500) });
    expect(twice).toMatchObject({ slowdown: 2, closedUntil: at(2_500) });
    expect(
      slowed(twice, { until: at(9_000), startedAt: at(3_000), now: at(4_000) }).slowdown,
    ).toBeGreaterThan(3.9);
  });

  it("is as fast as planned again some hours after", () => {
    const once = slowed(fresh, { until: at(2_000), startedAt: at(0), now: at(0) });
    expect(slowdownAt(once, at(0))).toBe(2);
    expect(slowdownAt(once, at(30 * 60_000))).toBe(1.5);
    expect(slowdownAt(once, at(3 * 3_600_000))).toBe(1);
  });
});

/** The other side: refuses what comes faster than one per `intervalMs` after a burst, and names the wait in whole seconds. */
function limited(intervalMs: number, burst: number) {
  let tokens = burst;
  let last = 0;
  return (now: number): number | null => {
    tokens = Math.min(burst, tokens + (now - last) / intervalMs);
    last = now;
    if (tokens < 1) return Math.ceil(((1 - tokens) * intervalMs) / 1_000) * 1_000;
    tokens -= 1;
    return null;
  };
}

describe("a bucket before a limit narrower than it knows", () => {
  it("is refused a handful of times in an hour of more work than it can send, and goes on sending", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.05, max: 6, noNaN: true }),
        fc.integer({ min: 1, max: 5 }),
        (times, burst) => {
          const ask = limited(pace.intervalMs * times, burst);
          let bucket = fresh;
          let refusals = 0;
          let sent = 0;
          for (let now = 0; now < 3_600_000; ) {
            const turn = turnAt(bucket, shared, at(now), false);
            if (!turn.allowed) {
              now = Math.ceil(turn.at.getTime());
              continue;
            }
            bucket = { ...bucket, nextAt: turn.nextAt };
            const wait = ask(now);
            if (wait === null) sent += 1;
            else {
              refusals += 1;
              bucket = slowed(bucket, { until: at(now + wait), startedAt: at(now), now: at(now) });
            }
          }
          const possible = 3_600_000 / (pace.intervalMs * times);
          expect(refusals).toBeLessThanOrEqual(8);
          expect(sent).toBeGreaterThan(0.4 * possible);
        },
      ),
      { numRuns: 40 },
    );
  });
});

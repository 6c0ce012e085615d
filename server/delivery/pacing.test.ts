import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { turnAt } from "#server/delivery/pacing.ts";

const pace = { key: "k", intervalMs: 1_000, burst: 3 };

describe("a bucket", () => {
  it("lets its burst through at once and then one request per interval", () => {
    const start = new Date(0);
    let nextAt: Date | null = null;
    for (let i = 0; i < 3; i++) {
      const turn = turnAt(nextAt, pace, start);
      expect(turn.allowed).toBe(true);
      nextAt = turn.nextAt;
    }
    const refused = turnAt(nextAt, pace, start);
    expect(refused).toMatchObject({ allowed: false, at: new Date(1_000) });
    expect(turnAt(nextAt, pace, refused.at).allowed).toBe(true);
  });

  it("never lets more through in any window than the burst and one per interval", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_500 }), { minLength: 1, maxLength: 60 }), (gaps) => {
        let now = 0;
        let nextAt: Date | null = null;
        const allowed: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const turn = turnAt(nextAt, pace, new Date(now));
          nextAt = turn.nextAt;
          if (turn.allowed) allowed.push(now);
        }
        for (const [i, from] of allowed.entries()) {
          for (const [j, to] of allowed.entries()) {
            if (j >= i)
              expect(j - i + 1).toBeLessThanOrEqual(pace.burst + Math.floor((to - from) / pace.intervalMs));
          }
        }
      }),
    );
  });

  it("lets a request through at the time it named", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (bucket, now) => {
          const turn = turnAt(new Date(bucket), pace, new Date(now));
          expect(turnAt(turn.nextAt, pace, turn.at).allowed || turn.allowed).toBe(true);
        },
      ),
    );
  });
});

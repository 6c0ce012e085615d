import fc from "fast-check";
import { expect, it } from "vitest";
import { blockedTill, countFailure } from "#server/auth/throttle-policy.ts";

const now = new Date("2026-11-21T12:00:00Z");

it("lets the first failures of an account through and then waits longer each time", () => {
  const waits = [1, 4, 5, 6, 7].map((failures) => {
    const till = blockedTill("account", { failures, lastFailure: now });
    return till && till.getTime() - now.getTime();
  });
  expect(waits).toEqual([null, null, 5_000, 10_000, 20_000]);
});

it("never waits more than a quarter of an hour, and never less after more failures", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.constantFrom("account" as const, "address" as const),
      (failures, kind) => {
        const wait = (n: number) =>
          (blockedTill(kind, { failures: n, lastFailure: now })?.getTime() ?? now.getTime()) - now.getTime();
        expect(wait(failures)).toBeLessThanOrEqual(15 * 60_000);
        expect(wait(failures + 1)).toBeGreaterThanOrEqual(wait(failures));
      },
    ),
  );
});

it("forgets failures after an hour of peace", () => {
  const before = { failures: 9, lastFailure: now };
  expect(countFailure(before, new Date(now.getTime() + 60 * 60_000))).toBe(10);
  expect(countFailure(before, new Date(now.getTime() + 60 * 60_000 + 1))).toBe(1);
});

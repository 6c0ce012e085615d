import fc from "fast-check";
import { expect, it } from "vitest";
import { blockedTill, countFailure, isWrittenDown, type ThrottleKind } from "#server/auth/throttle-policy.ts";

const now = new Date("2026-11-21T12:00:00Z");

const kinds: ThrottleKind[] = ["account-network", "account", "address", "code", "own-password"];
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);

it("lets the first failures of an account from one network through and then waits longer each time", () => {
  const waits = [1, 4, 5, 6, 7].map((failures) => {
    const till = blockedTill("account-network", { failures, lastFailure: now });
    return till && till.getTime() - now.getTime();
  });
  expect(waits).toEqual([null, null, 5_000, 10_000, 20_000]);
});

it("bears many more failures of an account from everywhere together", () => {
  expect(blockedTill("account", { failures: 99, lastFailure: now })).toBeNull();
  expect(blockedTill("account", { failures: 100, lastFailure: now })).not.toBeNull();
});

it("never waits more than a quarter of an hour, and never less after more failures", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.constantFrom(...kinds), (failures, kind) => {
      const wait = (n: number) =>
        (blockedTill(kind, { failures: n, lastFailure: now })?.getTime() ?? now.getTime()) - now.getTime();
      expect(wait(failures)).toBeLessThanOrEqual(15 * 60_000);
      expect(wait(failures + 1)).toBeGreaterThanOrEqual(wait(failures));
    }),
  );
});

it("forgets failures after an hour of peace, those of codes after a day", () => {
  const before = { failures: 9, lastFailure: now };
  for (const [kind, memory] of [
    ["account-network", 60],
    ["code", 24 * 60],
  ] as const) {
    expect(countFailure(kind, before, minutes(memory))).toBe(10);
    expect(countFailure(kind, before, new Date(minutes(memory).getTime() + 1))).toBe(1);
  }
});

it("writes a flood of refused tries down in a handful of entries", () => {
  const written = Array.from({ length: 5_000 }, (_, index) => index + 1).filter(isWrittenDown);
  expect(written).toEqual([1, 10, 100, 1_000]);
});

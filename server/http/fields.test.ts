import { expect, test } from "vitest";
import { withNextTry } from "#server/http/fields.ts";

test("Only a delivery that waits has a next try", () => {
  const nextTryAt = new Date("2026-11-21T12:00:00Z");
  expect(withNextTry({ state: "waiting", nextTryAt })).toEqual({ state: "waiting", nextTryAt });
  for (const state of ["sending", "delivered", "failed", "rejected", "cancelled", "expired"]) {
    expect(withNextTry({ state, nextTryAt })).toEqual({ state, nextTryAt: null });
  }
});

import { expect, test } from "vitest";
import { countOf, durationOf, sizeOf } from "#server/operations/words.ts";

test("durations are told in their largest unit that tells enough", () => {
  expect([0, 1, 90, 119, 120, 7_200, 200_000].map(durationOf)).toEqual([
    "0 seconds",
    "1 second",
    "90 seconds",
    "119 seconds",
    "2 minutes",
    "2 hours",
    "2 days",
  ]);
});

test("sizes are told in the unit that people would use", () => {
  expect([0, 999, 1_500, 8_200_000, 123_000_000_000].map(sizeOf)).toEqual([
    "0 bytes",
    "999 bytes",
    "1.5 KB",
    "8.2 MB",
    "123 GB",
  ]);
});

test("a count has its noun", () => {
  expect([1, 1_200].map((count) => countOf(count, "delivery"))).toEqual(["1 delivery", "1,200 deliveries"]);
});

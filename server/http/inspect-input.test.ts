import { expect, it } from "vitest";
import { inspectInput } from "#server/http/inspect-input.ts";
import { bodyBytes } from "#server/http/limits.ts";

/** So many lists in each other. */
const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);

it("passes what a form may hold, to the last level and the last value", () => {
  for (const input of [null, "text", {}, nested(64), Array(9_999).fill(0), { a: [{ b: "ok" }] }]) {
    expect(() => inspectInput(input)).not.toThrow();
  }
});

it("refuses what is deeper or more, in so little time that others need not wait for it", () => {
  expect(() => inspectInput(nested(65))).toThrow(/more than 64 levels/);
  expect(() => inspectInput(Array(10_000).fill(0))).toThrow(/more than 10000 values/);
  const largest = [nested(bodyBytes.usual / 2), JSON.parse(`[${"[],".repeat(bodyBytes.usual / 3 - 2)}[]]`)];
  for (const input of largest) {
    const startedAt = performance.now();
    expect(() => inspectInput(input)).toThrow();
    expect(performance.now() - startedAt).toBeLessThan(100);
  }
});

it("names the field that holds U+0000, in its key or in its text", () => {
  const cases: [unknown, string][] = [
    [{ name: "a\u0000b" }, "name"],
    [{ a: [{ b: "\u0000" }] }, "a.0.b"],
    [{ a: { "b\u0000": 1 } }, "a.b\u0000"],
  ];
  for (const [input, field] of cases) {
    expect(() => inspectInput(input)).toThrow(
      expect.objectContaining({ code: "invalid", details: { field } }),
    );
  }
});

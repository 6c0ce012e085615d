import { expect, it } from "vitest";
import { safeNextPath } from "#server/auth/safe-next-path.ts";

it("keeps paths of this app with their query", () => {
  expect(safeNextPath("/projects/1/deliveries?state=failed")).toBe("/projects/1/deliveries?state=failed");
});

it("leads nowhere else", () => {
  for (const next of [
    undefined,
    ["/a"],
    "",
    "https://evil.test",
    "//evil.test",
    "/\\evil.test",
    "javascript:alert(1)",
    "/\t/evil.test",
    "/.//evil.test",
    "/..//evil.test",
    "/%2e//evil.test",
    "/a/..//evil.test",
  ]) {
    expect(safeNextPath(next)).toBe("/");
  }
});

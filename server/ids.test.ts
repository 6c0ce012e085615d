import { expect, test } from "vitest";
import { newId, randomToken } from "#server/ids.ts";

test("ids made one after the other sort in that order", () => {
  const ids = Array.from({ length: 500 }, () => newId());
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a token carries the asked number of random bytes in URL-safe letters", () => {
  expect(Buffer.from(randomToken(), "base64url")).toHaveLength(32);
  expect(Buffer.from(randomToken(9), "base64url")).toHaveLength(9);
  expect(randomToken()).not.toBe(randomToken());
});

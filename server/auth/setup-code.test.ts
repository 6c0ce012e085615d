import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { setupCode } from "#server/auth/setup-code.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";

test("the code is the same for every process with the key, and another for another key", () => {
  const key = randomBytes(32).toString("base64");
  const code = setupCode(parseKeyRing(key));
  expect(code).toMatch(/^[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){3}$/);
  expect(setupCode(parseKeyRing(key))).toBe(code);
  expect(setupCode(parseKeyRing(randomBytes(32).toString("base64")))).not.toBe(code);
});

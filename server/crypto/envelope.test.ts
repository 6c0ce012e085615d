import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decryptWith, encryptWith, unwrapDataKey, wrapDataKey } from "#server/crypto/envelope.ts";
import { DecryptError, parseKeyRing } from "#server/crypto/key-ring.ts";

const dataKey = randomBytes(32);
const place = { table: "SlackApp", rowId: "1", field: "clientSecretEnc" };

test("any text comes back as it was, and never twice as the same bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const bytes = encryptWith(dataKey, text, place);
      expect(decryptWith(dataKey, bytes, place)).toBe(text.toWellFormed());
      expect(encryptWith(dataKey, text, place)).not.toEqual(bytes);
    }),
  );
});

test("one changed bit anywhere is an error, never other text", () => {
  const bytes = encryptWith(dataKey, "xoxb-token", place);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (index, bit) => {
      const tampered = Uint8Array.from(bytes);
      tampered[index] = (tampered[index] ?? 0) ^ (1 << bit);
      expect(() => decryptWith(dataKey, tampered, place)).toThrow(DecryptError);
    }),
  );
});

test("bytes cut short at any length are an error, never empty text", () => {
  const bytes = encryptWith(dataKey, "", place);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => decryptWith(dataKey, bytes.subarray(0, length), place)).toThrow(DecryptError);
  }
  expect(decryptWith(dataKey, bytes, place)).toBe("");
});

test.each([
  ["table", { ...place, table: "WorkflowIntegration" }],
  ["row", { ...place, rowId: "2" }],
  ["field", { ...place, field: "signingSecretEnc" }],
  ["boundary", { table: "SlackApp1", rowId: "", field: "clientSecretEnc" }],
])("a ciphertext moved to another %s does not open and says so", (_, other) => {
  const bytes = encryptWith(dataKey, "xoxb-token", place);
  expect(() => decryptWith(dataKey, bytes, other)).toThrow(/moved from another row/);
});

test("a data key opens only for the organization it was made for", () => {
  const ring = parseKeyRing(randomBytes(32).toString("base64"));
  const made = wrapDataKey(ring, "org-a");
  const stored = { keyVersion: made.keyVersion, wrappedKey: made.wrapped };
  expect(Buffer.from(unwrapDataKey(ring, "org-a", stored))).toEqual(Buffer.from(made.dataKey));
  expect(() => unwrapDataKey(ring, "org-b", stored)).toThrow(DecryptError);
});

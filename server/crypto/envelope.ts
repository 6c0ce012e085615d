import { randomBytes } from "node:crypto";
import { DecryptError, type KeyRing, open, seal } from "#server/crypto/key-ring.ts";

/**
 * Where a ciphertext belongs; it opens nowhere else.
 * Stored as `format byte (1) ‖ iv (12) ‖ ciphertext ‖ tag (16)`, AES-256-GCM under the organization's data key.
 */
export type Place = { table: string; rowId: string; field: string };

const FORMAT = 1;

/** A fresh data key for one organization (`ownerId`), and what to store of it. */
export function wrapDataKey(keyRing: KeyRing, ownerId: string, dataKey: Uint8Array = randomBytes(32)) {
  return { dataKey, ...keyRing.wrap(dataKey, aadOf(["DataKey", ownerId, "wrappedKey"])) };
}

/** @throws {DecryptError} when the ring lacks the version, or the row is not `ownerId`'s. */
export function unwrapDataKey(
  keyRing: KeyRing,
  ownerId: string,
  stored: { keyVersion: number; wrappedKey: Uint8Array },
): Uint8Array<ArrayBuffer> {
  return keyRing.unwrap(stored.keyVersion, stored.wrappedKey, aadOf(["DataKey", ownerId, "wrappedKey"]));
}

/** Encrypts a text for one place. */
export function encryptWith(dataKey: Uint8Array, plaintext: string, place: Place): Uint8Array<ArrayBuffer> {
  const sealed = seal(dataKey, Buffer.from(plaintext, "utf8"), aadOfPlace(place));
  const bytes = new Uint8Array(1 + sealed.length);
  bytes[0] = FORMAT;
  bytes.set(sealed, 1);
  return bytes;
}

/** @throws {DecryptError} on bytes that were changed, moved from another place, or of another key or format. */
export function decryptWith(dataKey: Uint8Array, bytes: Uint8Array, place: Place): string {
  if (bytes[0] !== FORMAT) {
    throw new DecryptError(
      `The stored ciphertext has an unknown format${bytes.length === 0 ? ": it is empty" : ""}.`,
    );
  }
  return Buffer.from(open(dataKey, bytes.subarray(1), aadOfPlace(place))).toString("utf8");
}

function aadOfPlace(place: Place): Uint8Array {
  return aadOf([place.table, place.rowId, place.field]);
}

// Each part is preceded by its length: ("a:b", "c") and ("a", "b:c") must not bind the same bytes.
function aadOf(parts: readonly string[]): Uint8Array {
  return Buffer.concat(
    [...parts, `format ${FORMAT}`].flatMap((part) => {
      const bytes = Buffer.from(part, "utf8");
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

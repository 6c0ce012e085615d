import { createHmac } from "node:crypto";
import type { KeyRing } from "#server/crypto/key-ring.ts";

// Without letters and digits that are mistaken for one another.
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/**
 * The code that the set-up page asks for, as printed at the start: four groups of four letters, 80 bits.
 * Every process of the instance prints the same one; it counts only while the instance is not set up.
 */
export function setupCode(keyRing: KeyRing): string {
  const digest = createHmac("sha256", keyRing.derive("setup-code")).update("code").digest();
  const letters = Array.from({ length: GROUPS * GROUP_LENGTH }, (_, index) =>
    ALPHABET.charAt((digest[index] ?? 0) % ALPHABET.length),
  );
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(""),
  ).join("-");
}

import { createHash, randomBytes } from "node:crypto";

export const recoveryCodeCount = 10;
// 32 letters and digits without those that are mistaken for one another, so that every byte falls evenly.
const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
const groups = 4;
const groupLength = 4;

/** Ten new codes of 80 bits each as they are shown once, four groups of four, with what is kept of them. */
export function makeRecoveryCodes(): { code: string; codeHash: string }[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const letters = Array.from(randomBytes(groups * groupLength), (byte) => alphabet.charAt(byte % 32)).join(
      "",
    );
    const code = Array.from({ length: groups }, (_, group) =>
      letters.slice(group * groupLength, (group + 1) * groupLength),
    ).join("-");
    return { code, codeHash: hashOf(letters) };
  });
}

/** The hash of a typed code, however it is spaced; null for what is no code. */
export function hashRecoveryCode(typed: string): string | null {
  const letters = typed.toLowerCase().replaceAll(/[\s-]/g, "");
  return /^[a-z0-9]{16}$/.test(letters) ? hashOf(letters) : null;
}

// Plain SHA-256 does: 80 random bits cannot be guessed from it.
const hashOf = (letters: string) => createHash("sha256").update(letters).digest("hex");

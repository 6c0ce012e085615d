import { createHash, createHmac } from "node:crypto";
import { equalSecrets } from "#server/crypto/constant-time.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import { randomToken } from "#server/ids.ts";

/** 256 bits, twice what is asked for. */
const stateBytes = 32;

/** A new state: random, then its signature under a key of the ring, so that a forged one never reaches the database. */
export function signState(keyRing: KeyRing): string {
  const random = randomToken(stateBytes);
  return `${random}.${signature(keyRing, random)}`;
}

/** Whether a state was made here. */
export function isOurState(keyRing: KeyRing, state: string): boolean {
  const [random = "", signed = "", ...rest] = state.split(".");
  return rest.length === 0 && equalSecrets(signed, signature(keyRing, random));
}

/** What is kept of a state or a browser's secret: whoever reads the table cannot finish anybody's connection. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function signature(keyRing: KeyRing, random: string): string {
  return createHmac("sha256", keyRing.derive("slack-oauth-state")).update(random).digest("base64url");
}

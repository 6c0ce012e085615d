import { createHash } from "node:crypto";
import { randomToken } from "#server/ids.ts";

/** How long the link lives. */
export const passwordResetHours = 24;

/** A new token of 256 random bits; only its hash is kept. */
export function newResetToken(): { token: string; tokenHash: string } {
  const token = randomToken();
  return { token, tokenHash: hashResetToken(token) };
}

/** What is kept of a token; it cannot be guessed from it. */
export const hashResetToken = (token: string): string => createHash("sha256").update(token).digest("hex");

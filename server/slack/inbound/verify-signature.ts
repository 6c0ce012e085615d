import { createHmac } from "node:crypto";
import { equalSecrets } from "#server/crypto/constant-time.ts";

/** How far a request's timestamp may be from our clock, either way. Source: fact sheet 6.1. */
const windowMs = 5 * 60_000;

/** What a request says of itself. */
export type Signed = { body: string; timestamp: string | null; signature: string | null };

/** What is wrong with a request that needs no secret to see; null where the signature itself is to be judged. Pure. */
export function judgeClaim({ timestamp, signature }: Signed, now: Date): "unsigned" | "stale" | null {
  if (!timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return "unsigned";
  return Math.abs(now.getTime() - Number(timestamp) * 1_000) > windowMs ? "stale" : null;
}

/** Judges the signature of a request whose claim stands. Pure. */
export function judgeSignature(secret: string, { body, timestamp, signature }: Signed): "valid" | "forged" {
  if (!timestamp || !signature) return "forged";
  return equalSecrets(signature, sign(secret, timestamp, body)) ? "valid" : "forged";
}

/** The signature that Slack puts on a body. */
export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

import { createHmac } from "node:crypto";
import { equalSecrets } from "#server/crypto/constant-time.ts";

/** How far a request's timestamp may be from our clock, either way. Source: fact sheet 6.1. */
const windowMs = 5 * 60_000;

/** What a request says of itself. */
export type Signed = { body: string; timestamp: string | null; signature: string | null };

/** Whether Slack signed this very body with the app's Signing Secret just now. */
export type SignatureVerdict = "valid" | "unsigned" | "stale" | "forged";

/** Judges the signature of a request; pure but for the clock's time that is given. */
export function judgeSignature(
  secret: string,
  { body, timestamp, signature }: Signed,
  now: Date,
): SignatureVerdict {
  if (!timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return "unsigned";
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > windowMs) return "stale";
  return equalSecrets(signature, sign(secret, timestamp, body)) ? "valid" : "forged";
}

/** The signature that Slack puts on a body. */
export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

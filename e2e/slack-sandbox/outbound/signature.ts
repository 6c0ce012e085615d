import { createHmac } from "node:crypto";

/** The `X-Slack-Signature` of a raw body sent at a time in Unix seconds. */
export function signature(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

import { createHash, randomBytes } from "node:crypto";
import { v7 } from "uuid";

/** A new row id: UUIDv7, so that ids of one process sort by creation time. */
export function newId(): string {
  return v7();
}

/** An unguessable token of `bytes` random bytes, base64url without padding. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/**
 * What is kept of such a token, so that whoever reads the table cannot use it. It is random enough that a plain, fast
 * hash cannot be turned back.
 */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

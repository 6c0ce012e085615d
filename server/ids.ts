import { randomBytes } from "node:crypto";
import { v7 } from "uuid";

/** A new row id: UUIDv7, so that ids of one process sort by creation time. */
export function newId(): string {
  return v7();
}

/** An unguessable token of `bytes` random bytes, base64url without padding. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

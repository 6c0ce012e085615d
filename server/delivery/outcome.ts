/** What a person can do about a failure. */
export type Remedy =
  | "invite-bot"
  | "choose-channel"
  | "unarchive"
  | "reconnect"
  | "replace-webhook"
  | "change-plan"
  | "none";

type Failure = { code: string; sentence: string; remedy: Remedy };

/**
 * How one request ended; the failures of the outside world are values, never exceptions.
 * - `retry`: nothing was done there, try again; `isTry` is false where it counts for nothing (429), `retryAfterMs` is the
 *   wait asked for, `asPlainText` that only its layout was refused.
 * - `unknown`: written without a complete answer, so it may have been done; tried again as a possible duplicate.
 * - `rejected`: this message cannot be accepted; others can.
 * - `destination-broken`, `connection-broken`: nothing can be accepted until somebody mends it; the lanes park.
 */
export type Outcome =
  | { kind: "delivered" }
  | (Failure & { kind: "retry"; isTry: boolean; retryAfterMs?: number; asPlainText?: true })
  | (Failure & { kind: "unknown" })
  | (Failure & { kind: "rejected" })
  | (Failure & { kind: "destination-broken" })
  | (Failure & { kind: "connection-broken" });

import type { RetryReason } from "./post.ts";

/** One try to deliver a request. */
export type Attempt = {
  at: string;
  /** The signed time in Unix seconds. */
  timestamp: number;
  retryNum: number | null;
  retryReason: RetryReason | null;
  status: number | null;
  /** `ok`, or why it failed. */
  outcome: "ok" | RetryReason;
  /** The beginning of the answer's body. */
  answer: string;
  /** Sent on command, beside the schedule. */
  ordered: boolean;
};

/** A signed request to an app, from its making to its end. */
export type OutRequest = {
  id: number;
  kind: "event" | "app_rate_limited" | "url_verification" | "interaction";
  /** The type of the event, or the kind again. */
  type: string;
  appId: string;
  team: string | null;
  eventId: string | null;
  contentType: "application/json" | "application/x-www-form-urlencoded";
  body: string;
  /** When what it tells happened. */
  happenedAt: number;
  state: "held" | "waiting" | "delivered" | "failed" | "dropped";
  /** When the next attempt is due. */
  dueAt: number | null;
  attempts: Attempt[];
};

/** How an attempt differs from an honest one. */
export type Bend = {
  /** Seconds added to the signed time. */
  timestampOffset?: number | undefined;
  /** `wrong` signs with another secret, `missing` sends no signature. */
  signature?: "good" | "wrong" | "missing" | undefined;
  retryNum?: number | undefined;
  retryReason?: RetryReason | undefined;
};

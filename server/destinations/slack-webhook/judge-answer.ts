import { z } from "zod";
import type { Outcome } from "#server/delivery/outcome.ts";
import {
  refusedOnTheWay,
  unlisted,
  type WebhookRule,
  webhookErrors,
} from "#server/destinations/slack-webhook/webhook-errors.ts";
import type { Answered, EgressOutcome } from "#server/egress/outcome.ts";
import type { FailedOutcome } from "#server/slack/errors.ts";

/** The wait where Slack asks to slow down and names none, and the longest that is obeyed. Source: fact sheet 3.5. */
const defaultRetryAfterMs = 30_000;
const retryAfterMaxMs = 30 * 86_400_000;

/** Statuses by which anybody refuses one message, and those by which an address itself (product page, promise 5). */
const messageStatuses: ReadonlySet<number> = new Set([400, 413, 414, 415, 422]);
const addressStatuses: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 410]);

/** What came of a request to an incoming webhook called `name`: by the body first, by the status second. Pure. */
export function judgeAnswer(answer: EgressOutcome, name: string): Outcome {
  if (answer.kind === "refused")
    return { ...ruled("webhook_refused", name), sentence: refusal(answer.sentence) };
  if (answer.kind === "failed") {
    return answer.stage === "before-write"
      ? retry(answer.reason, `Slack cannot be reached. ${answer.sentence} The message is tried again.`)
      : unknown(answer.reason, answer.sentence);
  }
  const { status } = answer;
  const body = Buffer.from(answer.body).toString("utf8").trim();
  if (status === 429) return slowDown(answer, body);
  if (status === 200) {
    return body === "ok"
      ? { kind: "delivered" }
      : unknown("not_ok", "Slack did not answer ok, so the message may stand there already.");
  }
  const code = /^[a-z][a-z_]{1,99}$/.test(body) ? body : null;
  if (code && webhookErrors.has(code)) return ruled(code, name);
  if (status >= 500)
    return unknown(
      `http_${status}`,
      `Slack failed with HTTP ${status}, so the message may stand there already.`,
    );
  if (code && status >= 400) return ruled(code, name);
  if (addressStatuses.has(status)) return ruled(`http_${status}`, name);
  if (messageStatuses.has(status)) return ruled(`http_${status}`, name);
  return retry(
    `http_${status}`,
    `Something on the way to Slack answered with HTTP ${status}. The message is tried again.`,
  );
}

/** The rule for a code as it is stored, also one that stands for a status. */
export function ruleOf(code: string): WebhookRule {
  const known = webhookErrors.get(code);
  if (known) return known;
  const status = Number(/^http_(\d{3})$/.exec(code)?.[1]);
  return addressStatuses.has(status) ? refusedOnTheWay(status) : unlisted(code);
}

function ruled(code: string, name: string): FailedOutcome {
  const { kind, remedy, sentence } = ruleOf(code);
  return { kind, code, sentence: sentence(name), remedy };
}

const refusal = (why: string) => `${why} Messages wait here.`;

const limitSchema = z.object({ retry_after: z.number().nonnegative() });

function slowDown({ headers }: Answered, body: string): FailedOutcome {
  const header = Number(headers["retry-after"] || Number.NaN);
  const told = Number.isFinite(header) && header >= 0 ? header : secondsIn(body);
  const wait = told === null ? defaultRetryAfterMs : Math.min(told * 1_000, retryAfterMaxMs);
  return {
    kind: "retry",
    code: "rate_limited",
    sentence: "Slack asks us to slow down. The message follows as soon as Slack allows.",
    remedy: "none",
    isTry: false,
    // Nothing closes a bucket for no time at all, and the next request would meet the same answer.
    retryAfterMs: Math.max(wait, 1_000),
  };
}

function secondsIn(body: string): number | null {
  try {
    return limitSchema.safeParse(JSON.parse(body)).data?.retry_after ?? null;
  } catch {
    return null;
  }
}

const unknown = (code: string, sentence: string): FailedOutcome => ({
  kind: "unknown",
  code,
  sentence,
  remedy: "none",
});
const retry = (code: string, sentence: string): FailedOutcome => ({
  kind: "retry",
  code,
  sentence,
  remedy: "none",
  isTry: true,
});

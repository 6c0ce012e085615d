import type { Outcome, Remedy } from "#server/delivery/outcome.ts";
import type { SlackFailure } from "#server/slack/call-failure.ts";
import { type ErrorRule, type Named, slackErrors } from "#server/slack/error-table.ts";

/** What a failed call to Slack means for a delivery. */
export type FailedOutcome = Exclude<Outcome, { kind: "delivered" }>;

/** The wait where Slack asks to slow down and names none. Source: fact sheet 3.5. */
const defaultRetryAfterMs = 30_000;

// Slack still names some scopes as they were called years ago (fact sheet 3.1).
const scopesToday: Readonly<Record<string, string>> = {
  "chat:write:bot": "chat:write",
  "chat:write:user": "chat:write",
};

/** Decides what a failed call to Slack means. `named` makes the sentence name the channel and the bot. */
export function classifySlackError(failure: SlackFailure, named: Named = {}): FailedOutcome {
  switch (failure.kind) {
    case "platform":
      return platformOutcome(failure.error, failure.data, named);
    case "rate_limited":
      return ruled("ratelimited", slackErrors.get("ratelimited"), named, failure.retryAfterMs);
    case "http":
      return httpOutcome(failure.status);
    case "not_json":
      return unknownOutcome("not_json", "Slack answered with something that is no answer of its API");
    case "timeout":
      return unknownOutcome("timeout", "Slack did not answer in time");
    case "network":
      return failure.refused
        ? retry("unreachable", `Slack cannot be reached (${failure.message}). The message is tried again.`)
        : unknownOutcome("connection_lost", `The connection to Slack was lost (${failure.message})`);
  }
}

/** The sentence and remedy of a stored code. A missing scope is stored as `missing_scope:<scope>`. */
export function describeSlackFailure(
  code: string,
  named: Named = {},
): { code: string; sentence: string; remedy: Remedy } {
  const [error = "", ...scope] = code.split(":");
  const rule = slackErrors.get(error) ?? unlisted(error);
  const needed = scope.join(":") || named.needed;
  return { code, sentence: rule.sentence(needed ? { ...named, needed } : named), remedy: rule.remedy };
}

/** What Slack says of blocks that it does not take. Source: fact sheet 3.5 and section 4. */
const layoutErrors: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
]);

/** Where only a message's layout was refused: it is sent again as plain text, and nothing was tried in vain. */
export function orAsPlainText(outcome: FailedOutcome): FailedOutcome {
  if (outcome.kind !== "rejected" || !layoutErrors.has(outcome.code)) return outcome;
  return {
    kind: "retry",
    code: outcome.code,
    sentence: `Slack did not take the layout of this message (${outcome.code}). It is sent again as plain text.`,
    remedy: "none",
    isTry: false,
    asPlainText: true,
  };
}

function platformOutcome(
  error: string,
  data: { needed?: string | undefined; response_metadata?: { retryAfter?: number | undefined } | undefined },
  named: Named,
): FailedOutcome {
  const rule = slackErrors.get(error) ?? unlisted(error);
  if (error === "missing_scope" && data.needed) {
    const needed = scopesToday[data.needed] ?? data.needed;
    return ruled(`${error}:${needed}`.slice(0, 100), rule, { ...named, needed });
  }
  const seconds = data.response_metadata?.retryAfter;
  const asked = seconds === undefined ? undefined : seconds * 1_000;
  return ruled(error, rule, named, rule.kind === "retry" && rule.isTry === false ? asked : undefined);
}

/** Slack says that undocumented errors occur: permanent for the message, not for the connection. */
function unlisted(error: string): ErrorRule {
  return {
    kind: "rejected",
    remedy: "none",
    sentence: () => `Slack refused this message (${error}). Other messages are not affected.`,
  };
}

function ruled(code: string, rule: ErrorRule | undefined, named: Named, askedMs?: number): FailedOutcome {
  const { kind, remedy, sentence, isTry, retryAfterMs } = rule ?? unlisted(code);
  const failure = { code, sentence: sentence(named), remedy };
  if (kind !== "retry") return { kind, ...failure };
  const counts = isTry ?? true;
  const wait = askedMs ?? retryAfterMs ?? (counts ? undefined : defaultRetryAfterMs);
  return { kind, ...failure, isTry: counts, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

function httpOutcome(status: number): FailedOutcome {
  // A 4xx comes from something in between that turned the request away; Slack itself answers refusals with 200.
  if (status >= 400 && status < 500) {
    return retry(`http_${status}`, `Something on the way to Slack refused the request (HTTP ${status}).`);
  }
  return unknownOutcome(`http_${status}`, `Slack failed with HTTP ${status}`);
}

function unknownOutcome(code: string, why: string): FailedOutcome {
  return {
    kind: "unknown",
    code,
    sentence: `${why}, so the message may stand there already.`,
    remedy: "none",
  };
}

function retry(code: string, sentence: string): FailedOutcome {
  return { kind: "retry", code, sentence, remedy: "none", isTry: true };
}

import { AppError, isAppError } from "#server/errors.ts";
import {
  type ConnectOutcome,
  connectOutcomes,
  outcomeOfExchangeError,
} from "#server/integrations/connect-outcomes.ts";
import type { SlackFailure } from "#server/slack/client.ts";

/** A connection that ends without a workspace, by the code that says why. */
export class ConnectRefusal extends Error {
  readonly outcome: ConnectOutcome;
  /** The workspace that was chosen, where that is why. */
  readonly workspace: { teamId: string; teamName: string } | null;
  constructor(outcome: ConnectOutcome, workspace: ConnectRefusal["workspace"] = null) {
    super(connectOutcomes[outcome].sentence);
    this.name = "ConnectRefusal";
    this.outcome = outcome;
    this.workspace = workspace;
  }
}

/** The outcome of whatever ended a connection; null where it is none of the expected ways. */
export function outcomeOfError(error: unknown): ConnectOutcome | null {
  if (error instanceof ConnectRefusal) return error.outcome;
  if (!isAppError(error)) return null;
  switch (error.code) {
    case "unauthenticated":
      return "signed_out";
    case "not_found":
      return "not_member";
    case "forbidden":
      return "no_permission";
    case "payment_required":
      return "plan";
    case "conflict":
      return error.details.field === "alias" ? "alias_taken" : null;
    default:
      return null;
  }
}

/** The outcome of a call to Slack that failed on the way to a token. */
export function outcomeOfFailure(failure: SlackFailure): ConnectOutcome {
  switch (failure.kind) {
    case "platform":
      return outcomeOfExchangeError(failure.error);
    case "rate_limited":
      return "slack_limited";
    case "timeout":
      return "slack_slow";
    default:
      return "slack_unreachable";
  }
}

/** A refusal as our own procedures answer it, with the sentence of its outcome. */
export function toAppError(error: unknown): unknown {
  return error instanceof ConnectRefusal ? new AppError("conflict", error.message) : error;
}

import { AppError } from "#server/errors.ts";
import type { SlackFailure } from "#server/slack/client.ts";
import { classifySlackError, describeSlackFailure } from "#server/slack/errors.ts";
import type { Context } from "#server/context.ts";
import type { Workspace } from "#server/slack/channels/find-workspace.ts";
import { markConnectionFailed } from "#server/integrations/connection-failed.ts";

/** Why the channel list is not complete, with what to do. */
export function listProblem(code: string, botName: string): string {
  if (code.startsWith("missing_scope")) {
    return "Slack does not let the app list channels. Type a channel's id, or reconnect the workspace with the scope channels:read.";
  }
  const retried = /^(timeout|unreachable|connection_lost|not_json|http_\d+)$/.test(code);
  return retried
    ? "Slack did not answer. The list is asked for again by itself; a channel's id can be typed meanwhile."
    : describeSlackFailure(code, { botName }).sentence;
}

/** The refusal for a channel that cannot be looked up; a dead connection is marked on the way. */
export async function refusalOf(
  ctx: Context,
  workspace: Workspace,
  failure: SlackFailure,
): Promise<AppError> {
  const outcome = classifySlackError(failure, { botName: workspace.botName });
  if (outcome.code.startsWith("missing_scope")) {
    return new AppError("conflict", listProblem(outcome.code, workspace.botName));
  }
  if (outcome.kind === "connection-broken") {
    await ctx.db.$transaction((tx) => markConnectionFailed(tx, workspace, outcome, ctx.clock.now()));
    ctx.kick.sequencer();
    return new AppError("conflict", outcome.sentence);
  }
  return new AppError("unavailable", "Slack cannot be reached or did not answer. Try again in a moment.");
}

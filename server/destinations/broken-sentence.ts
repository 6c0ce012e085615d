import type { Blocked, Target } from "#server/destinations/destination-kind.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { describeSlackFailure } from "#server/slack/errors.ts";

/** What stands in the way of a destination, with its remedy and, where a command mends it, the exact line. */
export type Trouble = Blocked & { command?: string };

/** Why nothing is sent to a destination at the moment, or null when nothing stands in the way. */
export function brokenSentence(target: Target): Trouble | null {
  if (target.deletedAt || !target.enabled) return null;
  const blocked = destinationKinds[target.kind].blocked(target);
  if (blocked) return blocked;
  const code = target.integration?.brokenCode ?? target.brokenCode;
  if (!code) return null;
  const failure = describeSlackFailure(code, {
    channel: target.name,
    botName: target.integration?.botName ?? "",
  });
  return failure.remedy === "invite-bot" && target.integration
    ? { ...failure, command: `/invite @${target.integration.botName}` }
    : failure;
}

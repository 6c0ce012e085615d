import { planIncludes, plans } from "#server/authz/entitlements.ts";
import type { DestinationKindModule, Target } from "#server/destinations/destination-kind.ts";
import { toSlackMessage } from "#server/slack/blocks.ts";
import { describeSlackFailure } from "#server/slack/errors.ts";

/** Where the channel stands in Slack, for a link there. */
function channelLink({ integration, channelId }: Target): string | null {
  return integration?.teamUrl && channelId ? `${integration.teamUrl}archives/${channelId}` : null;
}

/** How pages speak of a Slack channel through the app, and of what stands in its way. */
export const slackAppFacts = {
  entitlement: "slack",
  readdress: "choose-channel",
  blockedAmong: {
    OR: [
      { integrationId: null },
      { project: { organization: { plan: { in: plans.filter((plan) => !planIncludes(plan, "slack")) } } } },
    ],
  },
  limitOf: "this channel",
  place({ integration }) {
    return integration
      ? {
          sentence: `A Slack channel of ${integration.teamName}, through ${integration.alias}.`,
          through: integration.alias,
        }
      : { sentence: "A Slack channel whose workflow integration was removed.", through: null };
  },
  explain(target, code) {
    const botName = target.integration?.botName ?? "";
    const failure = describeSlackFailure(code, { channel: target.name, botName });
    const link = channelLink(target);
    return {
      ...failure,
      ...(failure.remedy === "invite-bot" && botName ? { command: `/invite @${botName}` } : {}),
      ...(failure.remedy === "unarchive" && link ? { link } : {}),
    };
  },
  preview: (message, appUrl) =>
    toSlackMessage(message, { appUrl, status: message.status, maybeDuplicate: false, test: false }).text,
} satisfies Partial<DestinationKindModule>;

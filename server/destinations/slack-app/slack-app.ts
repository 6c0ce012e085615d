import { planIncludes } from "#server/authz/entitlements.ts";
import type {
  DestinationKindModule,
  Digest,
  MayLeave,
  Parcel,
  Sent,
  Target,
} from "#server/destinations/destination-kind.ts";
import { slackAppFacts } from "#server/destinations/slack-app/facts.ts";
import { startConversation, wantStatuses } from "#server/destinations/slack-app/conversation.ts";
import { post } from "#server/destinations/slack-app/post.ts";
import { refreshDueStatuses, refreshStatus } from "#server/destinations/slack-app/refresh-status.ts";
import { type ConversationKey, conversationKey } from "#server/destinations/slack-app/workspace.ts";
import type { Runtime } from "#server/runtime.ts";
import { toSlackMessage } from "#server/slack/blocks.ts";
import { toSlackDigest } from "#server/slack/digest.ts";

/** Under Slack's one message a second per channel, with its short bursts (fact sheet 3.4); one of them for urgent ones. */
const channelPace = { intervalMs: 1_050, burst: 3, reserved: 1 };
/** Under the workspace's "several hundred messages per minute". */
const workspacePace = { intervalMs: 300, burst: 10, reserved: 2 };

async function send(runtime: Runtime, target: Target, parcel: Parcel, mayLeave: MayLeave): Promise<Sent> {
  const key = conversationKey(target, parcel.subject);
  const conversation =
    key &&
    (await runtime.db.slackConversation.findUnique({
      where: { appId_teamId_channelId_projectId_subject: key },
      select: { rootTs: true },
    }));
  const { maybeDuplicate, plainText, test } = parcel;
  const message = toSlackMessage(parcel.message, {
    appUrl: runtime.env.appUrl,
    status: conversation || test ? null : parcel.message.status,
    maybeDuplicate,
    plainText,
    test,
  });
  const thread = conversation ? { threadTs: conversation.rootTs } : {};
  const sent = await post(runtime, target, message, { ...thread, plainText, mayLeave });
  if (key && conversation && sent.outcome.kind !== "delivered" && sent.outcome.code === "thread_not_found")
    return threadGone(runtime, key, sent);
  return sent;
}

/** The first message was deleted in Slack: the conversation begins anew with the next try, which is not counted. */
async function threadGone(runtime: Runtime, key: ConversationKey, sent: Sent): Promise<Sent> {
  await runtime.db.slackConversation.deleteMany({ where: key });
  const sentence = "The conversation's first message was deleted in Slack, so this message starts a new one.";
  return {
    ...sent,
    outcome: { kind: "retry", code: "thread_not_found", sentence, remedy: "none", isTry: false },
    httpStatus: 200,
  };
}

/** A digest belongs to no conversation: it neither replies to one nor starts one (docs/adr/0013). */
function sendDigest(runtime: Runtime, target: Target, digest: Digest, mayLeave: MayLeave): Promise<Sent> {
  const { plainText } = digest;
  const { appUrl } = runtime.env;
  const frame = { appUrl, projectId: target.projectId, projectName: target.project.name };
  return post(runtime, target, toSlackDigest(digest, frame), { plainText, mayLeave });
}

/** A Slack channel through the instance's app. */
export const slackApp: DestinationKindModule = {
  ...slackAppFacts,
  blocked(target) {
    if (!target.integration) {
      return {
        code: "connection_removed",
        sentence:
          "The workspace connection of this channel was removed. Messages wait here. Choose another channel.",
        remedy: "choose-channel",
      };
    }
    if (!planIncludes(target.project.organization.plan, "slack")) {
      return {
        code: "plan",
        sentence:
          "The organization's plan does not include Slack any more. Messages wait here until the plan is back.",
        remedy: "change-plan",
      };
    }
    return null;
  },
  paces(target) {
    const app = `slack:${target.integration?.appId}:${target.integration?.teamId}`;
    return [
      { key: `${app}:${target.channelId}`, ...channelPace },
      { key: app, ...workspacePace },
    ];
  },
  send,
  onDelivered: startConversation,
  afterDelivered: refreshStatus,
  folding: {
    send: sendDigest,
    onDelivered: (tx, target, digest) => wantStatuses(tx, target, digest.entries),
  },
  upkeep: refreshDueStatuses,
};

import { planIncludes } from "#server/authz/entitlements.ts";
import type { DestinationKindModule, Parcel, Sent, Target } from "#server/destinations/destination-kind.ts";
import { refreshStatus, startConversation } from "#server/destinations/slack-app/refresh-status.ts";
import { conversationKey, tokenOf } from "#server/destinations/slack-app/workspace.ts";
import type { Runtime } from "#server/runtime.ts";
import { toSlackMessage } from "#server/slack/blocks.ts";
import { callSlack, createSlackClient } from "#server/slack/client.ts";
import { classifySlackError, describeSlackFailure } from "#server/slack/errors.ts";

/** Under Slack's one message a second per channel, with its short bursts (fact sheet 3.4). */
const channelPace = { intervalMs: 1_050, burst: 3 };
/** Under the workspace's "several hundred messages per minute". */
const workspacePace = { intervalMs: 300, burst: 10 };

/** Well inside what is left of a lane's lease when a request leaves. */
const requestTimeoutMs = 15_000;

async function send(runtime: Runtime, target: Target, parcel: Parcel): Promise<Sent> {
  const channel = target.channelId ?? "";
  const key = conversationKey(target, parcel.subject);
  const conversation =
    key &&
    (await runtime.db.slackConversation.findUnique({
      where: { appId_teamId_channelId_projectId_subject: key },
    }));
  const rendered = toSlackMessage(parcel.message, {
    appUrl: runtime.env.appUrl,
    status: conversation || parcel.test ? null : parcel.message.status,
    maybeDuplicate: parcel.maybeDuplicate,
    test: parcel.test,
  });
  const request = {
    method: "chat.postMessage",
    channel,
    text: rendered.text,
    ...(conversation ? { thread_ts: conversation.rootTs } : {}),
  };
  const token = await tokenOf(runtime, target);
  if (token === null) {
    const outcome = { kind: "connection-broken" as const, ...describeSlackFailure("token_unreadable") };
    return { outcome, request, response: null, httpStatus: null, receipt: null };
  }
  const client = createSlackClient(runtime.env, token, { timeout: requestTimeoutMs });
  const result = await callSlack(() =>
    client.chat.postMessage({
      ...request,
      blocks: rendered.blocks,
      parse: "none",
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
  if (!result.ok) {
    const outcome = classifySlackError(result, {
      channel: target.name,
      botName: target.integration?.botName ?? "",
    });
    if (conversation && outcome.code === "thread_not_found")
      return threadGone(runtime, conversation, request);
    return { outcome, request, response: { code: outcome.code }, httpStatus: null, receipt: null };
  }
  const ts = result.data.ts ?? "";
  return {
    outcome: { kind: "delivered" },
    request,
    response: { ok: true, ts },
    httpStatus: 200,
    receipt: {
      channelId: result.data.channel ?? channel,
      ts,
      link: `${target.integration?.teamUrl ?? ""}archives/${channel}/p${ts.replace(".", "")}`,
    },
  };
}

/** The first message was deleted in Slack: the conversation begins anew with the next try, which is not counted. */
async function threadGone(
  runtime: Runtime,
  conversation: { appId: string; teamId: string; channelId: string; projectId: string; subject: string },
  request: Sent["request"],
): Promise<Sent> {
  const { appId, teamId, channelId, projectId, subject } = conversation;
  await runtime.db.slackConversation.deleteMany({ where: { appId, teamId, channelId, projectId, subject } });
  const sentence = "The conversation's first message was deleted in Slack, so this message starts a new one.";
  return {
    outcome: { kind: "retry", code: "thread_not_found", sentence, remedy: "none", isTry: false },
    request,
    response: { code: "thread_not_found" },
    httpStatus: 200,
    receipt: null,
  };
}

/** A Slack channel through the instance's app. */
export const slackApp: DestinationKindModule = {
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
        remedy: "none",
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
  folding: null,
  upkeep: async () => {},
};

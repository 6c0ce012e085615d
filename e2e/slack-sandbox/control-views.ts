import type { Channel, Message } from "./state.ts";
import type { World } from "./world.ts";

/** A message as the control API shows it. */
export function messageView(world: World, message: Message) {
  const channel = world.state.channels.find((one) => one.id === message.channelId);
  return {
    ts: message.ts,
    channel: message.channelId,
    channelName: channel?.name ?? null,
    team: message.teamId,
    text: message.text,
    blocks: message.blocks,
    attachments: message.attachments,
    ...(message.threadTs !== null && {
      thread_ts: message.threadTs,
      reply_broadcast: message.replyBroadcast,
    }),
    notified: message.notified,
    appId: message.appId,
    botUserId: message.userId,
    username: message.username,
    unfurlLinks: message.unfurlLinks,
    unfurlMedia: message.unfurlMedia,
    metadata: message.metadata,
    ...(message.ephemeralFor !== null && { ephemeralFor: message.ephemeralFor }),
    ...(message.webhookId !== null && { webhookId: message.webhookId }),
    truncated: message.truncated,
    receivedAt: new Date(message.receivedAt).toISOString(),
    updated: message.updatedAt !== null,
    updatedAt: message.updatedAt === null ? null : new Date(message.updatedAt).toISOString(),
    updates: message.updates,
  };
}

/** A channel as the control API shows it. */
export function channelView(channel: Channel) {
  return {
    id: channel.id,
    team: channel.teamId,
    name: channel.name,
    private: channel.isPrivate,
    archived: channel.isArchived,
    deleted: channel.isDeleted,
    bots: channel.bots,
    restriction: channel.restriction,
    shared: channel.shared,
  };
}

/** The sandbox at a glance, secrets included: it holds no real ones. */
export function stateView(world: World) {
  const { state } = world;
  return {
    workspaces: state.workspaces,
    organizations: state.organizations,
    people: state.people,
    webhooks: state.webhooks,
    channels: state.channels.map(channelView),
    apps: state.apps,
    installs: state.installs,
    messageCount: state.messages.length,
    settings: state.settings,
    faults: world.faults.list(),
  };
}

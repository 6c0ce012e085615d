import type {
  AppUninstalledEvent,
  ChannelArchiveEvent,
  ChannelDeletedEvent,
  ChannelIDChangedEvent,
  ChannelLeftEvent,
  ChannelRenameEvent,
  ChannelUnarchiveEvent,
  GroupArchiveEvent,
  GroupDeletedEvent,
  GroupLeftEvent,
  GroupRenameEvent,
  GroupUnarchiveEvent,
  MemberJoinedChannelEvent,
  MemberLeftChannelEvent,
  TeamRenameEvent,
  TokensRevokedEvent,
} from "@slack/types";
import type { Channel, Install } from "../state.ts";
import { workspaceById, type World } from "../world.ts";

/** The inner part of an event the sandbox can tell, in the shapes of Slack's own types. */
export type InnerEvent =
  | AppUninstalledEvent
  | TokensRevokedEvent
  | ChannelArchiveEvent
  | ChannelUnarchiveEvent
  | (ChannelDeletedEvent & { actor_id: string; event_ts: string })
  | ChannelRenameEvent
  | ChannelIDChangedEvent
  | ChannelLeftEvent
  | GroupArchiveEvent
  | GroupUnarchiveEvent
  | GroupDeletedEvent
  | GroupRenameEvent
  | GroupLeftEvent
  | MemberJoinedChannelEvent
  | MemberLeftChannelEvent
  | TeamRenameEvent;

/** Events by the scope an installation needs to hear of them; null for none. */
export const EVENT_SCOPES = {
  app_uninstalled: null,
  tokens_revoked: null,
  channel_archive: "channels:read",
  channel_unarchive: "channels:read",
  channel_deleted: "channels:read",
  channel_rename: "channels:read",
  channel_left: "channels:read",
  channel_id_changed: "groups:read",
  group_archive: "groups:read",
  group_unarchive: "groups:read",
  group_deleted: "groups:read",
  group_rename: "groups:read",
  group_left: "groups:read",
  member_joined_channel: "by channel",
  member_left_channel: "by channel",
  team_rename: "team:read",
} as const satisfies Record<InnerEvent["type"], string | null>;

/** What channels can do that apps hear of. */
export type ChannelHappening = "archive" | "unarchive" | "delete" | "rename";

const seconds = (world: World) => Math.floor(world.now() / 1000);
const eventTs = (world: World) => (world.now() / 1000).toFixed(6);
const ownerOf = (world: World, channel: Channel) => workspaceById(world, channel.teamId)?.userId ?? "";

/** The app was taken out of a workspace. */
export const appUninstalled = (): AppUninstalledEvent => ({ type: "app_uninstalled" });

/** Tokens died; the lists hold user ids, and may be missing or empty. */
export function tokensRevoked(world: World, install: Install): TokensRevokedEvent {
  const lists = world.state.settings.events.revokedLists;
  const bot = lists === "empty" ? [] : [install.botUserId];
  return { type: "tokens_revoked", tokens: lists === "bot_only" ? { bot } : { oauth: [], bot } };
}

/** What happened to a channel, as its public or private form tells it. */
export function channelHappened(world: World, channel: Channel, happening: ChannelHappening): InnerEvent {
  const event_ts = eventTs(world);
  const user = ownerOf(world, channel);
  const { id, isPrivate, name, created } = channel;
  const renamed = { id, name, name_normalized: name, is_channel: !isPrivate, is_mpim: false, created };
  switch (happening) {
    case "archive":
      return {
        type: isPrivate ? "group_archive" : "channel_archive",
        channel: id,
        user,
        is_moved: 0,
        event_ts,
      };
    case "unarchive":
      return isPrivate
        ? { type: "group_unarchive", channel: id, actor_id: user, event_ts }
        : { type: "channel_unarchive", channel: id, user, event_ts };
    case "delete":
      return isPrivate
        ? { type: "group_deleted", channel: id, date_deleted: seconds(world), actor_id: user, event_ts }
        : { type: "channel_deleted", channel: id, actor_id: user, event_ts };
    case "rename":
      return { type: isPrivate ? "group_rename" : "channel_rename", channel: renamed, event_ts };
  }
}

/** A private channel got another id by being shared with another company. */
export function channelIdChanged(world: World, before: string, after: string): ChannelIDChangedEvent {
  return {
    type: "channel_id_changed",
    old_channel_id: before,
    new_channel_id: after,
    event_ts: eventTs(world),
  };
}

/** Somebody came into a channel; without `inviter` by themselves. */
export function memberJoined(
  world: World,
  channel: Channel,
  user: string,
  inviter: string | null,
): MemberJoinedChannelEvent {
  return {
    type: "member_joined_channel",
    user,
    channel: channel.id,
    channel_type: channel.isPrivate ? "G" : "C",
    team: channel.teamId,
    ...(inviter !== null && { inviter }),
    event_ts: eventTs(world),
  };
}

/** Somebody left a channel or was removed. */
export function memberLeft(world: World, channel: Channel, user: string): MemberLeftChannelEvent {
  return {
    type: "member_left_channel",
    user,
    channel: channel.id,
    channel_type: channel.isPrivate ? "G" : "C",
    team: channel.teamId,
    event_ts: eventTs(world),
  };
}

/** The app's own bot left a channel or was removed. */
export function botLeft(world: World, channel: Channel): ChannelLeftEvent | GroupLeftEvent {
  const type = channel.isPrivate ? "group_left" : "channel_left";
  return { type, channel: channel.id, actor_id: ownerOf(world, channel), event_ts: eventTs(world) };
}

/** The workspace has another name. */
export function teamRenamed(name: string): TeamRenameEvent {
  return { type: "team_rename", name };
}

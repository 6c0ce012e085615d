import { z } from "zod";

/** What an event of Slack's means for us. Codes are those of server/slack/error-table.ts. */
export type Effect =
  | { kind: "connection-lost"; code: "app_uninstalled" | "tokens_revoked"; botUserIds: string[] | null }
  | {
      kind: "channel-lost";
      channelId: string;
      code: "is_archived" | "channel_deleted" | "not_in_channel" | "channel_not_found";
    }
  /** What it ends, and what it says of the channel itself. */
  | {
      kind: "channel-back";
      channelId: string;
      codes: readonly string[];
      told: { isArchived?: boolean; isMember?: boolean };
    }
  | { kind: "channel-renamed"; channelId: string; name: string }
  | { kind: "channel-moved"; from: string; to: string }
  /** Counts only if the person is the bot of a connection. */
  | { kind: "member-left"; channelId: string; userId: string }
  | { kind: "member-joined"; channelId: string; userId: string };

const id = z.string().min(1).max(100);
const channelEvent = z.object({ channel: id });
const memberEvent = z.object({ channel: id, user: id });

const archived = (event: unknown): Effect => ({
  kind: "channel-lost",
  channelId: channelEvent.parse(event).channel,
  code: "is_archived",
});
const unarchived = (event: unknown): Effect => ({
  kind: "channel-back",
  channelId: channelEvent.parse(event).channel,
  codes: ["is_archived"],
  told: { isArchived: false },
});
const deleted = (event: unknown): Effect => ({
  kind: "channel-lost",
  channelId: channelEvent.parse(event).channel,
  code: "channel_deleted",
});
const left = (event: unknown): Effect => ({
  kind: "channel-lost",
  channelId: channelEvent.parse(event).channel,
  code: "not_in_channel",
});
function renamed(event: unknown): Effect {
  const { channel } = z.object({ channel: z.object({ id, name: z.string().min(1).max(200) }) }).parse(event);
  return { kind: "channel-renamed", channelId: channel.id, name: channel.name };
}

// Private channels are told under the old name of groups. Source: fact sheet 6.2.
const readers: Readonly<Record<string, (event: unknown) => Effect>> = {
  app_uninstalled: () => ({ kind: "connection-lost", code: "app_uninstalled", botUserIds: null }),
  tokens_revoked(event) {
    const { tokens } = z.object({ tokens: z.object({ bot: z.array(id).default([]) }) }).parse(event);
    return { kind: "connection-lost", code: "tokens_revoked", botUserIds: tokens.bot };
  },
  channel_archive: archived,
  group_archive: archived,
  channel_unarchive: unarchived,
  group_unarchive: unarchived,
  channel_rename: renamed,
  group_rename: renamed,
  channel_deleted: deleted,
  group_deleted: deleted,
  channel_left: left,
  group_left: left,
  channel_id_changed(event) {
    const { old_channel_id: from, new_channel_id: to } = z
      .object({ old_channel_id: id, new_channel_id: id })
      .parse(event);
    return { kind: "channel-moved", from, to };
  },
  member_left_channel(event) {
    const { channel: channelId, user: userId } = memberEvent.parse(event);
    return { kind: "member-left", channelId, userId };
  },
  member_joined_channel(event) {
    const { channel: channelId, user: userId } = memberEvent.parse(event);
    return { kind: "member-joined", channelId, userId };
  },
};

/** The events that Bellwire asks Slack for, by the scope that each needs (null: none). */
export const botEvents = [
  "app_uninstalled",
  "tokens_revoked",
  "channel_archive",
  "channel_unarchive",
  "channel_rename",
  "channel_deleted",
  "channel_left",
  "channel_id_changed",
  "group_archive",
  "group_unarchive",
  "group_rename",
  "group_deleted",
  "group_left",
  "member_joined_channel",
  "member_left_channel",
] as const;

/** What an event means for us; null where it means nothing. */
export function effectOf(event: { type: string }): Effect | null {
  return Object.hasOwn(readers, event.type) ? (readers[event.type]?.(event) ?? null) : null;
}

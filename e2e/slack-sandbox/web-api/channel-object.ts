import type { Channel, Workspace } from "../state.ts";
import type { Caller } from "./method.ts";

const NOTHING = { value: "", creator: "", last_set: 0 };

/** A channel as `conversations.*` show it to one installation. */
export function channelObject(
  channel: Channel,
  workspace: Workspace,
  caller: Caller,
): Record<string, unknown> {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    created: channel.created,
    creator: workspace.userId,
    is_archived: channel.isArchived,
    is_general: channel.isGeneral,
    unlinked: 0,
    name_normalized: channel.name,
    is_shared: channel.shared !== "no",
    is_ext_shared: channel.shared === "external",
    is_org_shared: channel.shared === "organization",
    pending_shared: [],
    pending_connected_team_ids: [],
    is_pending_ext_shared: false,
    context_team_id: channel.teamId,
    updated: channel.updated,
    is_member: channel.bots.includes(caller.install.botUserId),
    topic: NOTHING,
    purpose: NOTHING,
    properties: {},
    previous_names: channel.previousNames,
  };
}

/** A channel with its members counted, as lists have it and `info` on request. */
export function countedChannel(
  channel: Channel,
  workspace: Workspace,
  caller: Caller,
): Record<string, unknown> {
  return { ...channelObject(channel, workspace, caller), num_members: channel.people + channel.bots.length };
}

/** Whether a caller can know of a channel: private ones show only to members. */
export function isVisible(channel: Channel, { install, teamId }: Caller): boolean {
  if (channel.isDeleted || channel.teamId !== teamId) return false;
  return !channel.isPrivate || channel.bots.includes(install.botUserId);
}

import type { Channel, Install, Workspace } from "../state.ts";

const NOTHING = { value: "", creator: "", last_set: 0 };

/** A channel as `conversations.*` show it to one installation. */
export function channelObject(
  channel: Channel,
  workspace: Workspace,
  install: Install,
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
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    pending_shared: [],
    pending_connected_team_ids: [],
    is_pending_ext_shared: false,
    context_team_id: channel.teamId,
    updated: channel.updated,
    is_member: channel.bots.includes(install.botUserId),
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
  install: Install,
): Record<string, unknown> {
  return { ...channelObject(channel, workspace, install), num_members: channel.people + channel.bots.length };
}

/** Whether an installation can know of a channel: private ones show only to members. */
export function isVisible(channel: Channel, install: Install): boolean {
  if (channel.isDeleted || channel.teamId !== install.teamId) return false;
  return !channel.isPrivate || channel.bots.includes(install.botUserId);
}

import type { Channel } from "../state.ts";
import { channelById, workspaceById } from "../world.ts";
import { booleanArgument, stringArgument } from "./arguments.ts";
import { channelObject, countedChannel, isVisible } from "./channel-object.ts";
import { failure, invalidArguments, missingScope, type TokenMethod } from "./method.ts";

const TYPE_SCOPES = new Map([
  ["public_channel", "channels:read"],
  ["private_channel", "groups:read"],
  ["mpim", "mpim:read"],
  ["im", "im:read"],
]);
const READ_SCOPES = [...TYPE_SCOPES.values()];
const LARGEST_PAGE = 999;

const encodeCursor = (channel: Channel) => Buffer.from(`team:${channel.id}`).toString("base64");

function decodeCursor(cursor: string): string | null {
  return /^team:([A-Z0-9]+)$/.exec(Buffer.from(cursor, "base64").toString("utf8"))?.[1] ?? null;
}

/** Channels page by page; by default the filters run after the page is cut, as Slack documents. */
export const conversationsList: TokenMethod<"conversations.list"> = {
  auth: "token",
  tier: "tier2",
  json: false,
  scopes: READ_SCOPES,
  needed: READ_SCOPES.join(","),
  accepted: READ_SCOPES.join(","),
  handle({ world, values }, caller) {
    const types = (stringArgument(values, "types") || "public_channel").split(",").map((type) => type.trim());
    const needed: string[] = [];
    for (const type of types) {
      const scope = TYPE_SCOPES.get(type);
      if (scope === undefined) return failure("invalid_types");
      if (!caller.install.scopes.includes(scope)) needed.push(scope);
    }
    if (needed.length > 0) return missingScope(needed.join(","), caller);

    const limitText = stringArgument(values, "limit") || "100";
    if (!/^-?\d+$/.test(limitText)) return failure("invalid_limit");
    const { pagingQuirks, pageCap } = world.state.settings;
    const asked = Number(limitText) <= 0 ? 100 : Math.min(Number(limitText), LARGEST_PAGE);
    const size = pageCap === null ? asked : Math.min(asked, pageCap);

    const workspace = workspaceById(world, caller.install.teamId);
    if (workspace === undefined) return failure("internal_error");
    const excludeArchived = booleanArgument(values, "exclude_archived") === true;
    const wanted = (channel: Channel) =>
      isVisible(channel, caller.install) &&
      types.includes(channel.isPrivate ? "private_channel" : "public_channel") &&
      !(excludeArchived && channel.isArchived);

    const existing = world.state.channels.filter((one) => one.teamId === workspace.id && !one.isDeleted);
    const listed = pagingQuirks ? existing : existing.filter(wanted);
    const cursor = stringArgument(values, "cursor") ?? "";
    const startId = cursor === "" ? null : decodeCursor(cursor);
    const start = cursor === "" ? 0 : listed.findIndex((channel) => channel.id === startId);
    if (start === -1) return failure("invalid_cursor");

    const page = listed.slice(start, start + size).filter(wanted);
    const next = listed[start + size];
    return {
      ok: true,
      channels: page.map((channel) => countedChannel(channel, workspace, caller.install)),
      response_metadata: { next_cursor: next === undefined ? "" : encodeCursor(next) },
    };
  },
};

/** One channel by id; a private one without membership does not exist. */
export const conversationsInfo: TokenMethod<"conversations.info"> = {
  auth: "token",
  tier: "tier3",
  json: false,
  scopes: READ_SCOPES,
  needed: READ_SCOPES.join(","),
  accepted: READ_SCOPES.join(","),
  handle({ world, values }, caller) {
    const id = stringArgument(values, "channel");
    if (!id) return invalidArguments("missing required field: channel");
    const channel = channelById(world, id);
    const workspace = workspaceById(world, caller.install.teamId);
    if (channel === undefined || workspace === undefined || !isVisible(channel, caller.install)) {
      return failure("channel_not_found");
    }
    const scope = channel.isPrivate ? "groups:read" : "channels:read";
    if (!caller.install.scopes.includes(scope)) return missingScope(scope, caller);
    const show = booleanArgument(values, "include_num_members") === true ? countedChannel : channelObject;
    return { ok: true, channel: show(channel, workspace, caller.install) };
  },
};

/** Joins a public channel; being inside already is a success with a warning. */
export const conversationsJoin: TokenMethod<"conversations.join"> = {
  auth: "token",
  tier: "tier3",
  json: true,
  scopes: ["channels:join"],
  accepted: "channels:join",
  handle({ world, values }, { install }) {
    const id = stringArgument(values, "channel");
    if (!id) return invalidArguments("missing required field: channel");
    const channel = channelById(world, id);
    const workspace = workspaceById(world, install.teamId);
    if (channel === undefined || workspace === undefined || !isVisible(channel, install)) {
      return failure("channel_not_found");
    }
    if (channel.isPrivate) return failure("method_not_supported_for_channel_type");
    if (channel.isArchived) return failure("is_archived");
    if (channel.bots.includes(install.botUserId)) {
      return {
        ok: true,
        channel: channelObject(channel, workspace, install),
        warning: "already_in_channel",
        response_metadata: { warnings: ["already_in_channel"] },
      };
    }
    channel.bots.push(install.botUserId);
    channel.updated = world.now();
    world.changed();
    return { ok: true, channel: channelObject(channel, workspace, install) };
  },
};

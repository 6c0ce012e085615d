import { peopleOf } from "../people.ts";
import { tellJoined } from "../outbound/emit.ts";
import { channelById, workspaceById } from "../world.ts";
import { booleanArgument, stringArgument } from "./arguments.ts";
import { channelObject, countedChannel, isVisible } from "./channel-object.ts";
import { channelPage, READ_SCOPES } from "./channel-pages.ts";
import { failure, invalidArguments, missingScope, type TokenMethod } from "./method.ts";

/** All channels the caller can know of, page by page. */
export const conversationsList: TokenMethod<"conversations.list"> = {
  auth: "token",
  tier: "tier2",
  json: false,
  scopes: READ_SCOPES,
  needed: READ_SCOPES.join(","),
  accepted: READ_SCOPES.join(","),
  handle({ world, values }, caller) {
    const page = channelPage(world, values, caller, (channel) => isVisible(channel, caller));
    if ("ok" in page) return page;
    const { workspace, channels, response_metadata } = page;
    return {
      ok: true,
      channels: channels.map((channel) => countedChannel(channel, workspace, caller)),
      response_metadata,
    };
  },
};

/** The channels the bot, or a person, is a member of; its objects do not count members. */
export const usersConversations: TokenMethod<"users.conversations"> = {
  auth: "token",
  tier: "tier3",
  json: false,
  scopes: READ_SCOPES,
  needed: READ_SCOPES.join(","),
  accepted: READ_SCOPES.join(","),
  handle({ world, values }, caller) {
    const { botUserId } = caller.install;
    const user = stringArgument(values, "user") ?? botUserId;
    const isPerson = peopleOf(world, caller.teamId).some((one) => one.id === user);
    const page = channelPage(
      world,
      values,
      caller,
      (channel) => isVisible(channel, caller) && (isPerson || channel.bots.includes(user)),
    );
    if ("ok" in page) return page;
    const channels = page.channels.map((channel) => {
      const { is_member: _, ...shown } = channelObject(channel, page.workspace, caller);
      return shown;
    });
    return { ok: true, channels, response_metadata: page.response_metadata };
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
    const workspace = workspaceById(world, caller.teamId);
    if (channel === undefined || workspace === undefined || !isVisible(channel, caller)) {
      return failure("channel_not_found");
    }
    const scope = channel.isPrivate ? "groups:read" : "channels:read";
    if (!caller.install.scopes.includes(scope)) return missingScope(scope, caller);
    const show = booleanArgument(values, "include_num_members") === true ? countedChannel : channelObject;
    return { ok: true, channel: show(channel, workspace, caller) };
  },
};

/** Joins a public channel; being inside already is a success with a warning. */
export const conversationsJoin: TokenMethod<"conversations.join"> = {
  auth: "token",
  tier: "tier3",
  json: true,
  scopes: ["channels:join"],
  accepted: "channels:join",
  handle({ world, values }, caller) {
    const { botUserId } = caller.install;
    const id = stringArgument(values, "channel");
    if (!id) return invalidArguments("missing required field: channel");
    const channel = channelById(world, id);
    const workspace = workspaceById(world, caller.teamId);
    if (channel === undefined || workspace === undefined || !isVisible(channel, caller)) {
      return failure("channel_not_found");
    }
    if (channel.isPrivate) return failure("method_not_supported_for_channel_type");
    if (channel.isArchived) return failure("is_archived");
    if (channel.bots.includes(botUserId)) {
      return {
        ok: true,
        channel: channelObject(channel, workspace, caller),
        warning: "already_in_channel",
        response_metadata: { warnings: ["already_in_channel"] },
      };
    }
    channel.bots.push(botUserId);
    channel.updated = world.now();
    tellJoined(world, channel, botUserId, null);
    world.changed();
    return { ok: true, channel: channelObject(channel, workspace, caller) };
  },
};

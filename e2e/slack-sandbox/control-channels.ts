import type { z } from "zod";
import { ControlError, installIn, teamOf } from "./control-lookups.ts";
import type { channelActionBody, manyChannelsBody, newChannelBody } from "./control-schemas.ts";
import { channelView } from "./control-views.ts";
import { emitInChannel, tellChannel, tellJoined, tellLeft } from "./outbound/emit.ts";
import { channelIdChanged } from "./outbound/event-makers.ts";
import { newChannel } from "./seed.ts";
import type { Channel } from "./state.ts";
import { channelById, findChannel, workspaceById, type World } from "./world.ts";

/** Makes a channel. */
export function addChannel(world: World, body: z.infer<typeof newChannelBody>) {
  const team = teamOf(world, body.team);
  if (findChannel(world, team.id, body.name)) throw new ControlError(`#${body.name} exists already.`);
  const id = world.ids.entity("C");
  const seed = { name: body.name, id, isPrivate: body.private ?? false, isArchived: body.archived ?? false };
  const channel = newChannel(team.id, seed, world.now());
  channel.shared = body.shared ?? "no";
  world.state.channels.push(channel);
  world.changed();
  return channelView(channel);
}

/** Makes many public channels, `prefix-00001` and on; every n-th can be archived. */
export function addManyChannels(world: World, body: z.infer<typeof manyChannelsBody>) {
  const team = teamOf(world, body.team);
  const prefix = body.prefix ?? "many";
  const taken = world.state.channels.filter(
    (one) => one.teamId === team.id && one.name.startsWith(prefix),
  ).length;
  for (let index = 1; index <= body.count; index += 1) {
    const name = `${prefix}-${String(taken + index).padStart(5, "0")}`;
    const isArchived = body.archivedEvery !== undefined && index % body.archivedEvery === 0;
    world.state.channels.push(
      newChannel(team.id, { name, id: world.ids.entity("C"), isArchived }, world.now()),
    );
  }
  world.changed();
  return { team: team.id, added: body.count };
}

/** A channel by id or by name in whatever workspace. */
export function channelOf(world: World, key: string): Channel {
  const named = () => world.state.workspaces.map((one) => findChannel(world, one.id, key)).find((one) => one);
  const channel = channelById(world, key) ?? named();
  if (channel === undefined) throw new ControlError(`There is no channel ${key}.`);
  return channel;
}

function changeMembers(world: World, channel: Channel, body: z.infer<typeof channelActionBody>): void {
  const bot = installIn(world, channel.teamId, body.app).botUserId;
  const wasInside = channel.bots.includes(bot);
  channel.bots = channel.bots.filter((one) => one !== bot);
  if (body.action === "invite") channel.bots.push(bot);
  if (body.action === "invite" && !wasInside) {
    tellJoined(world, channel, bot, workspaceById(world, channel.teamId)?.userId ?? null);
  }
  if (body.action === "kick" && wasInside) tellLeft(world, channel, bot);
}

function rename(world: World, channel: Channel, name: string | undefined): void {
  if (name === undefined) throw new ControlError("Renaming needs a `name`.");
  if (findChannel(world, channel.teamId, name)) throw new ControlError(`#${name} exists already.`);
  channel.previousNames = [channel.name, ...channel.previousNames];
  channel.name = name;
  tellChannel(world, channel, "rename");
}

/** Shares a channel. A private one that goes to another company gets a new id for good. */
function share(world: World, channel: Channel, how: "external" | "organization"): void {
  channel.shared = how;
  if (how === "organization" || !channel.isPrivate) return;
  const before = channel.id;
  channel.id = world.ids.entity("C");
  for (const message of world.state.messages) {
    if (message.channelId === before) message.channelId = channel.id;
  }
  emitInChannel(world, channel, channelIdChanged(world, before, channel.id));
}

/** Does to a channel what its members could do, and lets the apps know. */
export function changeChannel(world: World, key: string, body: z.infer<typeof channelActionBody>) {
  const channel = channelOf(world, key);
  switch (body.action) {
    case "invite":
    case "kick":
      changeMembers(world, channel, body);
      break;
    case "rename":
      rename(world, channel, body.name);
      break;
    case "delete":
      channel.isDeleted = true;
      tellChannel(world, channel, "delete");
      break;
    case "restrict":
      channel.restriction = body.error ?? null;
      break;
    case "share":
      share(world, channel, body.with ?? "external");
      break;
    case "unshare":
      channel.shared = "no";
      break;
    case "archive":
    case "unarchive":
      if (channel.isArchived === (body.action === "archive")) break;
      channel.isArchived = body.action === "archive";
      tellChannel(world, channel, body.action);
  }
  channel.updated = world.now();
  world.changed();
  return channelView(channel);
}

import type { App, Channel, Install } from "../state.ts";
import { slackJson } from "../web-api/wire.ts";
import { appById, organizationOf, workspaceById, type World } from "../world.ts";
import {
  botLeft,
  type ChannelHappening,
  channelHappened,
  EVENT_SCOPES,
  type InnerEvent,
  memberJoined,
  memberLeft,
  teamRenamed,
} from "./event-makers.ts";
import type { OutRequest } from "./out-request.ts";

/** What an event may differ in from one that just happened. */
export type EventBend = { eventId?: string | undefined; happenedAt?: number | undefined };

const MINUTE = 60_000;

function envelope(
  world: World,
  install: Install,
  app: App,
  event: { type: string; channel?: unknown },
  team: string,
  bend: EventBend,
) {
  const channel = world.state.channels.find((one) => one.id === event.channel);
  const enterprise = organizationOf(world, install.teamId)?.id ?? null;
  const eventId = bend.eventId ?? world.ids.eventId();
  const context = JSON.stringify({ et: event.type, tid: team, aid: app.id, eid: eventId });
  const body = {
    token: app.verificationToken,
    team_id: team,
    ...(enterprise !== null && { enterprise_id: enterprise }),
    api_app_id: app.id,
    event,
    type: "event_callback",
    event_id: eventId,
    event_time: Math.floor((bend.happenedAt ?? world.now()) / 1000),
    authorizations: [
      {
        enterprise_id: enterprise,
        team_id: install.orgWide ? null : install.teamId,
        user_id: install.botUserId,
        is_bot: true,
        is_enterprise_install: install.orgWide,
      },
    ],
    is_ext_shared_channel: channel?.shared === "external",
    event_context: `4-${Buffer.from(context).toString("base64url")}`,
  };
  return { eventId, body: slackJson(body) };
}

/** Puts an event into the outbox whatever the app subscribes to. */
export function sendEvent(
  world: World,
  install: Install,
  event: { type: string; channel?: unknown },
  bend: EventBend = {},
  team = install.teamId,
): OutRequest | null {
  const app = appById(world, install.appId);
  if (app === undefined) return null;
  const { eventId, body } = envelope(world, install, app, event, team, bend);
  return world.outbox.enqueue({
    kind: "event",
    type: event.type,
    appId: app.id,
    team,
    eventId,
    contentType: "application/json",
    body,
    happenedAt: bend.happenedAt ?? world.now(),
  });
}

/** Above the hourly limit events are dropped, and the app is told once a minute. */
function isRateLimited(world: World, app: App, team: string): boolean {
  if (world.outbox.toldOf(app.id, team) < world.state.settings.events.perHour) return false;
  const minute = Math.floor(world.now() / MINUTE);
  const type = "app_rate_limited";
  const told = world.outbox
    .list()
    .filter((one) => one.kind === type && one.appId === app.id && one.team === team);
  if (told.some((one) => Math.floor(one.happenedAt / MINUTE) === minute)) return true;
  const body = {
    token: app.verificationToken,
    type,
    team_id: team,
    minute_rate_limited: minute * 60,
    api_app_id: app.id,
  };
  world.outbox.enqueue({
    kind: type,
    type,
    appId: app.id,
    team,
    eventId: null,
    contentType: "application/json",
    body: slackJson(body),
    happenedAt: world.now(),
  });
  return true;
}

function hearsOf(install: Install, app: App, event: InnerEvent): boolean {
  if (!app.events.includes(event.type) || !app.eventsVerified || app.eventsDisabled) return false;
  const scope = EVENT_SCOPES[event.type];
  if (scope !== "by channel") return scope === null || install.scopes.includes(scope);
  const isPrivate = "channel_type" in event && event.channel_type === "G";
  return install.scopes.includes(isPrivate ? "groups:read" : "channels:read");
}

/** Tells one installation what happened, if its app subscribes to it and the scopes allow. */
export function emitTo(world: World, install: Install, event: InnerEvent, team = install.teamId): void {
  const app = appById(world, install.appId);
  if (app === undefined || !hearsOf(install, app, event) || isRateLimited(world, app, team)) return;
  sendEvent(world, install, event, {}, team);
}

/** The live installations that reach a workspace, its organization's included. */
export function installsIn(world: World, teamId: string): Install[] {
  const enterprise = workspaceById(world, teamId)?.enterpriseId;
  return world.state.installs.filter(
    (one) => one.status === "active" && (one.teamId === teamId || (one.orgWide && one.teamId === enterprise)),
  );
}

/** Tells what happened to a channel; only a member hears of a private one. */
export function emitInChannel(world: World, channel: Channel, event: InnerEvent): void {
  for (const install of installsIn(world, channel.teamId)) {
    if (channel.isPrivate && !channel.bots.includes(install.botUserId)) continue;
    emitTo(world, install, event, channel.teamId);
  }
}

/** Tells that a channel was archived, renamed and the like. */
export function tellChannel(world: World, channel: Channel, happening: ChannelHappening): void {
  emitInChannel(world, channel, channelHappened(world, channel, happening));
}

/** Tells the members that a bot came in, the bot's own app among them. */
export function tellJoined(world: World, channel: Channel, botUserId: string, inviter: string | null): void {
  const event = memberJoined(world, channel, botUserId, inviter);
  for (const install of installsIn(world, channel.teamId)) {
    if (channel.bots.includes(install.botUserId)) emitTo(world, install, event, channel.teamId);
  }
}

/** Tells the members that a bot is gone, and its own app in both of Slack's ways. */
export function tellLeft(world: World, channel: Channel, botUserId: string): void {
  const event = memberLeft(world, channel, botUserId);
  for (const install of installsIn(world, channel.teamId)) {
    const own = install.botUserId === botUserId;
    if (own) emitTo(world, install, botLeft(world, channel), channel.teamId);
    if (own || channel.bots.includes(install.botUserId)) emitTo(world, install, event, channel.teamId);
  }
}

/** Tells that a workspace has another name. */
export function tellTeamRenamed(world: World, teamId: string, name: string): void {
  for (const install of installsIn(world, teamId)) emitTo(world, install, teamRenamed(name), teamId);
}

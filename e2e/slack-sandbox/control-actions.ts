import type { z } from "zod";
import { createApp } from "./apps.ts";
import type {
  channelActionBody,
  installBody,
  newAppBody,
  newChannelBody,
  newWorkspaceBody,
  revokeBody,
} from "./control-schemas.ts";
import { channelView } from "./control-views.ts";
import { endInstall, grantInstall } from "./installs.ts";
import { newChannel } from "./seed.ts";
import type { Install, Workspace } from "./state.ts";
import { appByClientId, appById, channelById, findChannel, workspaceById, type World } from "./world.ts";

/** A request the control API refuses, with the reason for its sender. */
export class ControlError extends Error {
  readonly details: unknown;
  constructor(message: string, details: unknown = null) {
    super(message);
    this.details = details;
  }
}

function teamOf(world: World, key: string | undefined): Workspace {
  const { workspaces } = world.state;
  const team =
    key === undefined ? workspaces[0] : workspaces.find((one) => one.id === key || one.name === key);
  if (team === undefined) throw new ControlError(`There is no workspace ${key ?? ""}.`);
  return team;
}

function onlyInstall(world: World, teamId: string, app: string | undefined): Install {
  const live = world.state.installs.filter((one) => one.teamId === teamId && one.status === "active");
  const fits = live.filter((one) => {
    const owner = appById(world, one.appId);
    return app === undefined || one.appId === app || owner?.name === app || owner?.botName === app;
  });
  const [install] = fits;
  if (install === undefined) throw new ControlError("No such app is installed in this workspace.");
  if (fits.length > 1)
    throw new ControlError("Several apps are installed in this workspace: say which in `app`.");
  return install;
}

/** Makes a channel. */
export function addChannel(world: World, body: z.infer<typeof newChannelBody>) {
  const team = teamOf(world, body.team);
  if (findChannel(world, team.id, body.name)) throw new ControlError(`#${body.name} exists already.`);
  const id = world.ids.entity("C");
  const seed = { name: body.name, id, isPrivate: body.private ?? false, isArchived: body.archived ?? false };
  const channel = newChannel(team.id, seed, world.now());
  world.state.channels.push(channel);
  world.changed();
  return channelView(channel);
}

/** Does to a channel what its members could do. */
export function changeChannel(world: World, id: string, body: z.infer<typeof channelActionBody>) {
  const named = () => world.state.workspaces.map((one) => findChannel(world, one.id, id)).find((one) => one);
  const channel = channelById(world, id) ?? named();
  if (channel === undefined) throw new ControlError(`There is no channel ${id}.`);
  if (body.action === "invite" || body.action === "kick") {
    const bot = onlyInstall(world, channel.teamId, body.app).botUserId;
    channel.bots = channel.bots.filter((one) => one !== bot);
    if (body.action === "invite") channel.bots.push(bot);
  } else if (body.action === "rename") {
    if (body.name === undefined) throw new ControlError("Renaming needs a `name`.");
    if (findChannel(world, channel.teamId, body.name))
      throw new ControlError(`#${body.name} exists already.`);
    channel.previousNames = [channel.name, ...channel.previousNames];
    channel.name = body.name;
  } else if (body.action === "delete") {
    channel.isDeleted = true;
  } else if (body.action === "restrict") {
    channel.restriction = body.error ?? null;
  } else {
    channel.isArchived = body.action === "archive";
  }
  channel.updated = world.now();
  world.changed();
  return channelView(channel);
}

/** Creates an app from a manifest or from a few fields. */
export function addApp(world: World, body: z.infer<typeof newAppBody>) {
  const name = body.name ?? "Test app";
  const manifest = body.manifest ?? {
    display_information: { name },
    features: { bot_user: { display_name: name.toLowerCase().replace(/[^a-z0-9]+/g, "-") } },
    oauth_config: {
      redirect_urls: body.redirectUrls ?? [],
      scopes: {
        bot: body.scopes ?? [
          "chat:write",
          "chat:write.public",
          "channels:read",
          "channels:join",
          "groups:read",
        ],
      },
    },
  };
  const { app, errors } = createApp(world, teamOf(world, body.team).id, manifest);
  if (app === null) throw new ControlError("invalid_manifest", errors);
  return {
    appId: app.id,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    signingSecret: app.signingSecret,
  };
}

/** Installs an app without a browser, for pasted tokens. */
export function addInstall(world: World, body: z.infer<typeof installBody>) {
  const app = appByClientId(world, body.clientId);
  if (app === undefined) throw new ControlError("There is no app with this client id.");
  const team = teamOf(world, body.teamId ?? app.teamId);
  const install = grantInstall(world, {
    app,
    teamId: team.id,
    scopes: body.scopes ?? app.scopes,
    installedBy: team.userId,
  });
  const { token, teamId, botId, botUserId, scopes } = install;
  return { token, teamId, botId, botUserId, scopes };
}

/** Ends installations at Slack's side: those of a workspace, or the one of a token. */
export function revoke(world: World, body: z.infer<typeof revokeBody>) {
  if (body.teamId === undefined && body.token === undefined) {
    throw new ControlError("Say what to revoke: `teamId` or `token`.");
  }
  if (body.teamId !== undefined && workspaceById(world, body.teamId) === undefined) {
    throw new ControlError(`There is no workspace ${body.teamId}.`);
  }
  const ended = world.state.installs.filter(
    (one) =>
      one.status === "active" &&
      (body.teamId === undefined || one.teamId === body.teamId) &&
      (body.token === undefined || one.token === body.token),
  );
  for (const install of ended) endInstall(world, install, body.as ?? "account_inactive");
  return { revoked: ended.length };
}

/** Makes a workspace with a general channel. */
export function addWorkspace(world: World, body: z.infer<typeof newWorkspaceBody>) {
  const workspace: Workspace = {
    id: world.ids.entity("T"),
    name: body.name,
    domain: body.domain ?? body.name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    userId: world.ids.entity("U"),
    userName: "owner",
  };
  world.state.workspaces.push(workspace);
  world.state.channels.push(
    newChannel(workspace.id, { name: "general", id: world.ids.entity("C") }, world.now()),
  );
  world.changed();
  return workspace;
}

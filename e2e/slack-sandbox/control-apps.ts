import type { z } from "zod";
import { createApp, updateApp } from "./apps.ts";
import { appOf, ControlError, teamOf } from "./control-lookups.ts";
import type { appActionBody, installBody, newAppBody, revokeBody } from "./control-schemas.ts";
import { expire, revokeBot, uninstall } from "./endings.ts";
import { grantInstall, installerOf } from "./installs.ts";
import { verifyEventsUrl } from "./outbound/verify-url.ts";
import type { App } from "./state.ts";
import { holderOf } from "./tokens.ts";
import { appByClientId, organizationOf, workspaceById, type World } from "./world.ts";

const DEFAULT_SCOPES = ["chat:write", "chat:write.public", "channels:read", "channels:join", "groups:read"];

function manifestOf(body: z.infer<typeof newAppBody>): unknown {
  const name = body.name ?? "Test app";
  return {
    display_information: { name },
    features: { bot_user: { display_name: name.toLowerCase().replace(/[^a-z0-9]+/g, "-") } },
    oauth_config: {
      redirect_urls: body.redirectUrls ?? [],
      scopes: { bot: body.scopes ?? DEFAULT_SCOPES },
    },
    settings: {
      ...(body.events && { event_subscriptions: { request_url: body.eventsUrl, bot_events: body.events } }),
      ...(body.interactivityUrl !== undefined && {
        interactivity: { is_enabled: true, request_url: body.interactivityUrl },
      }),
      token_rotation_enabled: body.tokenRotation ?? false,
      org_deploy_enabled: body.orgDeploy ?? false,
    },
  };
}

/** Creates an app from a manifest or from a few fields. */
export function addApp(world: World, body: z.infer<typeof newAppBody>) {
  const { app, errors } = createApp(world, teamOf(world, body.team).id, body.manifest ?? manifestOf(body));
  if (app === null) throw new ControlError("invalid_manifest", errors);
  return {
    appId: app.id,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    signingSecret: app.signingSecret,
  };
}

/** An app's switches as the control API shows them. */
export function appView(app: App) {
  const { id, name, clientId, events, eventsUrl, eventsVerified, eventsDisabled, interactivityUrl } = app;
  const { tokenRotation, orgDeploy, distributed } = app;
  return {
    ...{ id, name, clientId, events, eventsUrl, eventsVerified, eventsDisabled, interactivityUrl },
    ...{ tokenRotation, orgDeploy, distributed },
  };
}

/** Does what its developer could do on the settings pages. */
export async function changeApp(world: World, key: string, body: z.infer<typeof appActionBody>) {
  const app = appOf(world, key);
  switch (body.action) {
    case "verify": {
      const { verified, problem } = await verifyEventsUrl(world, app);
      return { ...appView(app), verified, problem };
    }
    case "update": {
      const { errors } = updateApp(world, app, body.manifest);
      if (errors.length > 0) throw new ControlError("invalid_manifest", errors);
      return appView(app);
    }
    case "distribute":
    case "undistribute":
      app.distributed = body.action === "distribute";
      break;
    case "org_deploy":
      app.orgDeploy = true;
  }
  world.changed();
  return appView(app);
}

/** Installs an app without a browser, for pasted tokens. */
export function addInstall(world: World, body: z.infer<typeof installBody>) {
  const app = appByClientId(world, body.clientId);
  if (app === undefined) throw new ControlError("There is no app with this client id.");
  const organization = world.state.organizations.find((one) => one.id === body.teamId);
  const place = organization ?? teamOf(world, body.teamId ?? app.teamId);
  const install = grantInstall(world, {
    app,
    teamId: place.id,
    scopes: body.scopes ?? app.scopes,
    installedBy: installerOf(world, place.id),
  });
  const { token, teamId, botId, botUserId, scopes } = install;
  return { token, teamId, botId, botUserId, scopes };
}

/** Ends installations at Slack's side: those of a place, or the one of a token. */
export function revoke(world: World, body: z.infer<typeof revokeBody>) {
  const { teamId, token, as = "account_inactive" } = body;
  if (teamId === undefined && token === undefined) {
    throw new ControlError("Say what to revoke: `teamId` or `token`.");
  }
  if (teamId !== undefined && !workspaceById(world, teamId) && !organizationOf(world, teamId)) {
    throw new ControlError(`There is no workspace ${teamId}.`);
  }
  const meant = token === undefined ? null : holderOf(world, token)?.install;
  const ended = world.state.installs.filter(
    (one) =>
      one.status === "active" &&
      (teamId === undefined || one.teamId === teamId) &&
      (meant === null || one === meant),
  );
  for (const install of ended) {
    if (as === "token_expired") expire(world, install);
    else if (as === "token_revoked") revokeBot(world, install);
    else uninstall(world, install, "account_inactive");
  }
  return { revoked: ended.length };
}

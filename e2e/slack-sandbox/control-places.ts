import type { z } from "zod";
import { channelOf } from "./control-channels.ts";
import { appOf, ControlError, teamOf } from "./control-lookups.ts";
import type {
  newOrganizationBody,
  newPersonBody,
  newWebhookBody,
  newWorkspaceBody,
  webhookActionBody,
  workspaceActionBody,
} from "./control-schemas.ts";
import { createApp } from "./apps.ts";
import { tellTeamRenamed } from "./outbound/emit.ts";
import { newChannel } from "./seed.ts";
import type { App, Organization, Person, Webhook, Workspace } from "./state.ts";
import { issueWebhook, webhookUrl } from "./webhook-store.ts";
import { appById, findChannel, type World } from "./world.ts";

/** Makes a workspace with a general channel. */
export function addWorkspace(world: World, body: z.infer<typeof newWorkspaceBody>): Workspace {
  const workspace: Workspace = {
    id: world.ids.entity("T"),
    name: body.name,
    domain: body.domain ?? body.name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    userId: world.ids.entity("U"),
    userName: "owner",
    enterpriseId: null,
    isDisabled: false,
  };
  world.state.workspaces.push(workspace);
  world.state.channels.push(
    newChannel(workspace.id, { name: "general", id: world.ids.entity("C") }, world.now()),
  );
  world.changed();
  return workspace;
}

/** Renames a workspace, or switches it off and on again. */
export function changeWorkspace(world: World, key: string, body: z.infer<typeof workspaceActionBody>) {
  const workspace = teamOf(world, key);
  if (body.action === "rename") {
    if (body.name === undefined) throw new ControlError("Renaming needs a `name`.");
    workspace.name = body.name;
    tellTeamRenamed(world, workspace.id, body.name);
  } else {
    workspace.isDisabled = body.action === "disable";
  }
  world.changed();
  return workspace;
}

/** Makes an organization of workspaces that exist, by id or name, or are made with it. */
export function addOrganization(world: World, body: z.infer<typeof newOrganizationBody>) {
  const organization: Organization = {
    id: world.ids.entity("E"),
    name: body.name,
    userId: world.ids.entity("U"),
  };
  const workspaces = body.workspaces.map((key) => {
    const known = world.state.workspaces.find((one) => one.id === key || one.name === key);
    return known ?? addWorkspace(world, { name: key });
  });
  for (const workspace of workspaces) workspace.enterpriseId = organization.id;
  world.state.organizations.push(organization);
  world.changed();
  return { ...organization, workspaces };
}

/** Adds a person to a workspace. */
export function addPerson(world: World, body: z.infer<typeof newPersonBody>): Person {
  const team = teamOf(world, body.team);
  const person: Person = {
    id: world.ids.entity("U"),
    teamId: team.id,
    name: body.name,
    realName: body.realName ?? body.name,
    email: body.email ?? `${body.name}@${team.domain}.example.com`,
    deleted: body.deactivated ?? false,
  };
  world.state.people.push(person);
  world.changed();
  return person;
}

/** A webhook as the control API shows it, with its address. */
export function webhookView(world: World, hook: Webhook, origin: string) {
  const { id, teamId, appId, channelId, status, error } = hook;
  return { id, team: teamId, appId, channel: channelId, status, error, url: webhookUrl(world, hook, origin) };
}

/** The app of webhooks that a person made without one. */
function hooksApp(world: World, teamId: string): App {
  const name = "Incoming Webhooks";
  const known = world.state.apps.find((one) => one.name === name && one.teamId === teamId);
  const { app } = known ? { app: known } : createApp(world, teamId, { display_information: { name } });
  if (app === null) throw new ControlError("The app for webhooks could not be made.");
  return app;
}

/** Makes a webhook as a person does on the pages of an app. */
export function addWebhook(world: World, body: z.infer<typeof newWebhookBody>, origin: string) {
  const channel =
    body.team === undefined
      ? channelOf(world, body.channel)
      : findChannel(world, teamOf(world, body.team).id, body.channel);
  if (channel === undefined) throw new ControlError(`There is no channel ${body.channel}.`);
  const app = body.app === undefined ? hooksApp(world, channel.teamId) : appOf(world, body.app);
  return webhookView(world, issueWebhook(world, app, channel), origin);
}

const HOOK_STATUS = { remove: "removed", disable: "disabled", enable: "active" } as const;

/** Takes a webhook away, switches it off, or makes every post answer an error. No event tells of it. */
export function changeWebhook(
  world: World,
  id: string,
  body: z.infer<typeof webhookActionBody>,
  origin: string,
) {
  const hook = world.state.webhooks.find((one) => one.id === id);
  if (hook === undefined || !appById(world, hook.appId)) throw new ControlError(`There is no webhook ${id}.`);
  if (body.action === "rotate") hook.secret = world.ids.webhookSecret();
  else if (body.action === "fail") hook.error = body.error ?? null;
  else hook.status = HOOK_STATUS[body.action];
  world.changed();
  return webhookView(world, hook, origin);
}

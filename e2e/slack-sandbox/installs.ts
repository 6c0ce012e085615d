import type { App, Install } from "./state.ts";
import { firstTokens, rotateTokens } from "./tokens.ts";
import { activeInstall, organizationOf, workspaceById, type World } from "./world.ts";

/** Every scope the sandbox knows; another name is refused with `invalid_scope`. */
export const SCOPES: Record<string, string> = {
  "app_mentions:read": "View messages that directly mention the app in conversations it is in",
  "channels:history": "View messages in public channels the app has been added to",
  "channels:join": "Join public channels in the workspace",
  "channels:manage": "Manage public channels the app has been added to and create new ones",
  "channels:read": "View basic information about public channels in the workspace",
  "chat:write": "Send messages as the app",
  "chat:write.customize": "Send messages as the app with a customised username and avatar",
  "chat:write.public": "Send messages to channels the app isn't a member of",
  commands: "Add shortcuts and slash commands that people can use",
  "groups:history": "View messages in private channels the app has been added to",
  "groups:read": "View basic information about private channels the app has been added to",
  "groups:write": "Manage private channels the app has been added to and create new ones",
  "im:history": "View messages in direct messages the app has been added to",
  "im:read": "View basic information about direct messages the app has been added to",
  "im:write": "Start direct messages with people",
  "incoming-webhook": "Post messages to specific channels in Slack",
  "links:read": "View URLs in messages",
  "links:write": "Show previews of URLs in messages",
  "mpim:read": "View basic information about group direct messages the app has been added to",
  "reactions:read": "View emoji reactions in channels the app has been added to",
  "reactions:write": "Add and edit emoji reactions",
  "team:read": "View the name, email domain and icon of workspaces the app is connected to",
  "usergroups:read": "View user groups in the workspace",
  "users:read": "View people in the workspace",
  "users:read.email": "View email addresses of people in the workspace",
};

type Grant = { app: App; teamId: string; scopes: string[]; installedBy: string };

/** The person who installs an app in a workspace, or for a whole organization. */
export function installerOf(world: World, teamId: string): string {
  const place = workspaceById(world, teamId) ?? organizationOf(world, teamId);
  return place?.userId ?? "";
}

/**
 * Installs an app, or adds scopes to a live installation, which keeps its token.
 * A dead installation gets a new token and keeps its bot user.
 */
export function grantInstall(world: World, grant: Grant): Install {
  const { installs } = world.state;
  const live = activeInstall(world, grant.app.id, grant.teamId);
  if (live !== undefined) {
    live.scopes = [...new Set([...live.scopes, ...grant.scopes])];
    live.installedBy = grant.installedBy;
    if (live.expiresAt !== null && live.expiresAt <= world.now()) rotateTokens(world, live, grant.app);
    world.changed();
    return live;
  }
  const earlier = installs.findLast((one) => one.appId === grant.app.id && one.teamId === grant.teamId);
  const install: Install = {
    appId: grant.app.id,
    teamId: grant.teamId,
    orgWide: workspaceById(world, grant.teamId) === undefined,
    ...firstTokens(world, grant.app),
    olderTokens: [],
    botId: earlier?.botId ?? world.ids.entity("B"),
    botUserId: earlier?.botUserId ?? world.ids.entity("U"),
    scopes: [...new Set(grant.scopes)],
    status: "active",
    installedBy: grant.installedBy,
    installedAt: world.now(),
  };
  installs.push(install);
  world.changed();
  return install;
}

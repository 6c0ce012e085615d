import { appUninstalled, tokensRevoked } from "./outbound/event-makers.ts";
import { emitTo } from "./outbound/emit.ts";
import type { Install } from "./state.ts";
import type { TokenTrouble } from "./tokens.ts";
import type { World } from "./world.ts";

function teamsOf(world: World, install: Install): string[] {
  if (!install.orgWide) return [install.teamId];
  const { workspaces } = world.state;
  return workspaces.filter((one) => one.enterpriseId === install.teamId).map((one) => one.id);
}

/** Its tokens answer `status` from now on and its bot leaves every channel; the webhooks stay. */
function killTokens(world: World, install: Install, status: TokenTrouble): void {
  install.status = status;
  const teams = teamsOf(world, install);
  for (const channel of world.state.channels) {
    if (teams.includes(channel.teamId)) {
      channel.bots = channel.bots.filter((bot) => bot !== install.botUserId);
    }
  }
  world.changed();
}

function removeWebhooks(world: World, install: Install): void {
  const teams = teamsOf(world, install);
  for (const hook of world.state.webhooks) {
    if (hook.appId === install.appId && teams.includes(hook.teamId)) hook.status = "removed";
  }
}

/** Takes the app out of the workspace: tokens, bot and webhooks die, and the app is told both ways. */
export function uninstall(world: World, install: Install, status: TokenTrouble): void {
  killTokens(world, install, status);
  removeWebhooks(world, install);
  const told = [appUninstalled(), tokensRevoked(world, install)];
  if (world.state.settings.events.uninstallOrder === "tokens_revoked_first") told.reverse();
  for (const event of told) emitTo(world, install, event);
}

/** Revokes the bot token only: the bot goes, webhooks stay, and the app still appears installed. */
export function revokeBot(world: World, install: Install): void {
  killTokens(world, install, "token_revoked");
  emitTo(world, install, tokensRevoked(world, install));
}

/** The tokens expire without a word to the app. */
export function expire(world: World, install: Install): void {
  if (install.expiresAt === null) install.status = "token_expired";
  else install.expiresAt = world.now();
  for (const one of install.olderTokens) one.revoked = true;
  world.changed();
}

/** `auth.revoke` of one token. With rotation only that token dies, unless it was the last one alive. */
export function revokeToken(world: World, install: Install, token: string): void {
  const others = [
    { token: install.token, expiresAt: install.expiresAt, revoked: false },
    ...install.olderTokens,
  ].filter((one) => one.token !== token && !one.revoked && (one.expiresAt ?? 0) > world.now());
  const [survivor] = others;
  if (install.expiresAt !== null && survivor !== undefined) {
    const kept = install.olderTokens.filter((one) => one.token !== token && one.token !== survivor.token);
    install.olderTokens = [{ token, expiresAt: install.expiresAt, revoked: true }, ...kept];
    install.token = survivor.token;
    install.expiresAt = survivor.expiresAt;
    world.changed();
    return;
  }
  if (world.state.settings.authRevoke === "bot_only") revokeBot(world, install);
  else uninstall(world, install, "token_revoked");
}

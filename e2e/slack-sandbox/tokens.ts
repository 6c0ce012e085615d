import type { App, Install } from "./state.ts";
import { organizationOf, workspaceById, type World } from "./world.ts";

/** Why a known token is refused. */
export type TokenTrouble = Exclude<Install["status"], "active">;

function troubleOf(
  world: World,
  install: Install,
  one: { expiresAt: number | null; revoked: boolean },
): TokenTrouble | null {
  if (install.status !== "active") return install.status;
  const place = workspaceById(world, install.teamId);
  if (place?.isDisabled) return "account_inactive";
  if (one.revoked) return "token_revoked";
  return one.expiresAt !== null && one.expiresAt <= world.now() ? "token_expired" : null;
}

/** The installation a token was issued to, and what is wrong with the token; null for one never issued. */
export function holderOf(
  world: World,
  token: string | null,
): { install: Install; trouble: TokenTrouble | null } | null {
  if (!token) return null;
  for (const install of world.state.installs.toReversed()) {
    const newest = { token: install.token, expiresAt: install.expiresAt, revoked: false };
    const issued = [newest, ...install.olderTokens].find((one) => one.token === token);
    if (issued !== undefined) return { install, trouble: troubleOf(world, install, issued) };
  }
  return null;
}

/** An app's first access token in a workspace, expiring where the app rotates its tokens. */
export function firstTokens(world: World, app: App): Pick<Install, "token" | "expiresAt" | "refreshTokens"> {
  if (!app.tokenRotation) return { token: world.ids.botToken(), expiresAt: null, refreshTokens: [] };
  return {
    token: world.ids.rotatedToken(),
    expiresAt: world.now() + world.state.settings.rotation.lifeSeconds * 1000,
    refreshTokens: [{ token: world.ids.refreshToken(), usedAt: null }],
  };
}

/** Issues the next access and refresh token. Two access tokens live at most; the older ones are revoked. */
export function rotateTokens(world: World, install: Install, app: App): void {
  const before = { token: install.token, expiresAt: install.expiresAt, revoked: false };
  for (const one of install.olderTokens) one.revoked = true;
  install.olderTokens.unshift(before);
  const { token, expiresAt, refreshTokens } = firstTokens(world, app);
  install.token = token;
  install.expiresAt = expiresAt;
  install.refreshTokens.unshift(...refreshTokens);
  world.changed();
}

/** The fields of an answer that hands out an installation's token. */
export function tokenFields(world: World, install: Install) {
  const refreshToken = install.refreshTokens.find((one) => one.usedAt === null)?.token;
  return {
    scope: install.scopes.join(","),
    token_type: "bot",
    access_token: install.token,
    bot_user_id: install.botUserId,
    ...(install.expiresAt !== null && {
      refresh_token: refreshToken,
      expires_in: Math.max(0, Math.floor((install.expiresAt - world.now()) / 1000)),
    }),
  };
}

/** Where an installation is, as the answers of the OAuth methods say it: an organization's has no `team`. */
export function placeFields(world: World, install: Install) {
  const organization = organizationOf(world, install.teamId);
  const workspace = workspaceById(world, install.teamId);
  return {
    team: workspace && !install.orgWide ? { id: workspace.id, name: workspace.name } : null,
    enterprise: organization ? { id: organization.id, name: organization.name } : null,
    is_enterprise_install: install.orgWide,
  };
}

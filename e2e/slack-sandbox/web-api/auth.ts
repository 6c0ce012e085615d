import { revokeToken, uninstall } from "../endings.ts";
import { appByClientId, organizationOf, workspaceById } from "../world.ts";
import { booleanArgument } from "./arguments.ts";
import { clientCredentials, sameSecret } from "./client-credentials.ts";
import { failure, type TokenMethod } from "./method.ts";

/** Who the token is; its `url` leads to the sandbox's own client page of the workspace. */
export const authTest: TokenMethod<"auth.test"> = {
  auth: "token",
  tier: "authTest",
  json: true,
  scopes: [],
  handle({ world, origin }, { install, app }) {
    const organization = organizationOf(world, install.teamId);
    const place = workspaceById(world, install.teamId) ?? organization;
    if (place === undefined) return failure("account_inactive");
    return {
      ok: true,
      url: `${origin}/client/${place.id}/`,
      team: place.name,
      user: app.botName,
      team_id: place.id,
      user_id: install.botUserId,
      bot_id: install.botId,
      app_id: app.id,
      app_name: app.name,
      ...(organization && { enterprise_id: organization.id }),
      is_enterprise_install: install.orgWide,
      ...(install.expiresAt !== null && {
        expires_in: Math.max(0, Math.floor((install.expiresAt - world.now()) / 1000)),
      }),
    };
  },
};

/** Revokes the token it is called with; `test` only pretends. */
export const authRevoke: TokenMethod<"auth.revoke"> = {
  auth: "token",
  tier: "tier3",
  json: false,
  scopes: [],
  handle({ world, values }, { install, token }) {
    if (booleanArgument(values, "test") === true) return { ok: true, revoked: false };
    revokeToken(world, install, token);
    return { ok: true, revoked: true };
  },
};

/** Takes the app out of the workspace, with every token and webhook; needs the client's credentials besides the token. */
export const appsUninstall: TokenMethod<"apps.uninstall"> = {
  auth: "token",
  tier: "tier1",
  json: false,
  scopes: [],
  handle({ world, args, values }, { install, app }) {
    const { clientId, secret } = clientCredentials(args, values);
    const named = appByClientId(world, clientId);
    if (named === undefined) return failure("invalid_client_id");
    if (!sameSecret(secret, named.clientSecret)) return failure("bad_client_secret");
    if (named.id !== app.id) return failure("client_id_token_mismatch");
    uninstall(world, install, world.state.settings.afterUninstall);
    return { ok: true, uninstalled: true };
  },
};

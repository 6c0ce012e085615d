import { endInstall } from "../installs.ts";
import { workspaceById } from "../world.ts";
import { booleanArgument } from "./arguments.ts";
import { failure, type TokenMethod } from "./method.ts";

/** Who the token is; its `url` leads to the sandbox's own client page of the workspace. */
export const authTest: TokenMethod<"auth.test"> = {
  auth: "token",
  tier: "authTest",
  json: true,
  scopes: [],
  handle({ world, origin }, { install, app }) {
    const workspace = workspaceById(world, install.teamId);
    if (workspace === undefined) return failure("account_inactive");
    return {
      ok: true,
      url: `${origin}/client/${workspace.id}/`,
      team: workspace.name,
      user: app.botName,
      team_id: workspace.id,
      user_id: install.botUserId,
      bot_id: install.botId,
      is_enterprise_install: false,
    };
  },
};

/** Revokes the token it is called with; `test` only pretends. */
export const authRevoke: TokenMethod<"auth.revoke"> = {
  auth: "token",
  tier: "tier3",
  json: false,
  scopes: [],
  handle({ world, values }, { install }) {
    if (booleanArgument(values, "test") === true) return { ok: true, revoked: false };
    endInstall(world, install, "token_revoked");
    return { ok: true, revoked: true };
  },
};

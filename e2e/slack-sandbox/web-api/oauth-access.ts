import { timingSafeEqual } from "node:crypto";
import { grantInstall } from "../installs.ts";
import { appByClientId, channelById, workspaceById } from "../world.ts";
import { stringArgument } from "./arguments.ts";
import { type ClientMethod, failure } from "./method.ts";

const CODE_LIFE = 10 * 60 * 1000;

function sameSecret(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The exchange of a code for a bot token; the client is checked before the code. */
export const oauthAccess: ClientMethod<"oauth.v2.access"> = {
  auth: "client",
  tier: "oauthAccess",
  json: true,
  handle({ world, origin, args, values }) {
    const clientId = args.basic?.user ?? stringArgument(values, "client_id") ?? "";
    const secret = args.basic?.password ?? stringArgument(values, "client_secret") ?? "";
    const app = appByClientId(world, clientId);
    if (app === undefined) return failure("invalid_client_id");
    if (!sameSecret(secret, app.clientSecret)) return failure("bad_client_secret");

    const grantType = stringArgument(values, "grant_type") ?? "authorization_code";
    if (grantType === "refresh_token") return failure("invalid_refresh_token");
    if (grantType !== "authorization_code") return failure("invalid_grant_type");

    const code = world.state.codes.find((one) => one.code === stringArgument(values, "code"));
    if (code === undefined || code.appId !== app.id) return failure("invalid_code");
    if (code.used) return failure(world.state.settings.replayedCode);
    if (world.now() - code.issuedAt > CODE_LIFE) return failure("invalid_code");
    const redirectUri = stringArgument(values, "redirect_uri") ?? null;
    if (redirectUri !== code.redirectUri) return failure("bad_redirect_uri");

    const workspace = workspaceById(world, code.teamId);
    if (workspace === undefined) return failure("invalid_code");
    code.used = true;
    const install = grantInstall(world, {
      app,
      teamId: workspace.id,
      scopes: code.scopes,
      installedBy: workspace.userId,
    });
    const hook = code.channelId === null ? undefined : channelById(world, code.channelId);
    const service = world.ids.entity("B");
    return {
      ok: true,
      app_id: app.id,
      authed_user: { id: workspace.userId },
      scope: install.scopes.join(","),
      token_type: "bot",
      access_token: install.token,
      bot_user_id: install.botUserId,
      team: { id: workspace.id, name: workspace.name },
      enterprise: null,
      is_enterprise_install: false,
      ...(hook && {
        incoming_webhook: {
          channel: `#${hook.name}`,
          channel_id: hook.id,
          configuration_url: `${origin}/client/${workspace.id}/services/${service}`,
          url: `${origin}/services/${workspace.id}/${service}/${world.ids.webhookSecret()}`,
        },
      }),
    };
  },
};

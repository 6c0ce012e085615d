import { grantInstall, installerOf } from "../installs.ts";
import type { App } from "../state.ts";
import { placeFields, rotateTokens, tokenFields } from "../tokens.ts";
import { issueWebhook, webhookUrl } from "../webhook-store.ts";
import { appByClientId, channelById, type World } from "../world.ts";
import { stringArgument } from "./arguments.ts";
import { clientCredentials, sameSecret } from "./client-credentials.ts";
import { type Answer, type ClientMethod, failure } from "./method.ts";

const CODE_LIFE = 10 * 60 * 1000;

type Values = Record<string, unknown>;

/** A refresh token is good once, and a short grace longer; the tokens of a dead installation are not. */
function refresh(world: World, app: App, values: Values): Answer<"oauth.v2.access"> {
  const asked = stringArgument(values, "refresh_token");
  const graceMs = world.state.settings.rotation.graceSeconds * 1000;
  for (const install of world.state.installs) {
    const token = install.refreshTokens.find((one) => one.token === asked);
    if (token === undefined || install.appId !== app.id || install.status !== "active") continue;
    if (token.usedAt !== null && world.now() > token.usedAt + graceMs) continue;
    token.usedAt ??= world.now();
    for (const one of install.refreshTokens) one.usedAt ??= world.now();
    rotateTokens(world, install, app);
    return { ok: true, app_id: app.id, ...tokenFields(world, install), ...placeFields(world, install) };
  }
  return failure("invalid_refresh_token");
}

function exchange(world: World, app: App, values: Values, origin: string): Answer<"oauth.v2.access"> {
  const code = world.state.codes.find((one) => one.code === stringArgument(values, "code"));
  if (code === undefined || code.appId !== app.id) return failure("invalid_code");
  if (code.used) return failure(world.state.settings.replayedCode);
  if (world.now() - code.issuedAt > CODE_LIFE) return failure("invalid_code");
  const redirectUri = stringArgument(values, "redirect_uri") ?? null;
  if (redirectUri !== code.redirectUri) return failure("bad_redirect_uri");

  const installedBy = installerOf(world, code.teamId);
  if (installedBy === "") return failure("invalid_code");
  code.used = true;
  const install = grantInstall(world, { app, teamId: code.teamId, scopes: code.scopes, installedBy });
  const channel = code.channelId === null ? undefined : channelById(world, code.channelId);
  const hook = channel && issueWebhook(world, app, channel);
  return {
    ok: true,
    app_id: app.id,
    authed_user: { id: installedBy },
    ...tokenFields(world, install),
    ...placeFields(world, install),
    ...(hook && {
      incoming_webhook: {
        channel: `#${channel.name}`,
        channel_id: channel.id,
        configuration_url: `${origin}/client/${channel.teamId}/services/${hook.id}`,
        url: webhookUrl(world, hook, origin),
      },
    }),
  };
}

/** A code or a refresh token for a bot token; the client is checked before either. */
export const oauthAccess: ClientMethod<"oauth.v2.access"> = {
  auth: "client",
  tier: "oauthAccess",
  json: true,
  handle({ world, origin, args, values }) {
    const { clientId, secret } = clientCredentials(args, values);
    const app = appByClientId(world, clientId);
    if (app === undefined) return failure("invalid_client_id");
    if (!sameSecret(secret, app.clientSecret)) return failure("bad_client_secret");
    const grantType = stringArgument(values, "grant_type") ?? "authorization_code";
    if (grantType === "refresh_token") return refresh(world, app, values);
    if (grantType !== "authorization_code") return failure("invalid_grant_type");
    return exchange(world, app, values, origin);
  },
};

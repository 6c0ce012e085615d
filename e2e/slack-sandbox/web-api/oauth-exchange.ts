import { holderOf, placeFields, rotateTokens, tokenFields } from "../tokens.ts";
import { appByClientId } from "../world.ts";
import { stringArgument } from "./arguments.ts";
import { clientCredentials, sameSecret } from "./client-credentials.ts";
import { type ClientMethod, failure } from "./method.ts";

/** Turns a long-lived token into an expiring one with a refresh token, once. */
export const oauthExchange: ClientMethod<"oauth.v2.exchange"> = {
  auth: "client",
  tier: "tier3",
  json: false,
  handle({ world, args, values }) {
    const { clientId, secret } = clientCredentials(args, values);
    const app = appByClientId(world, clientId);
    if (app === undefined) return failure("invalid_client_id");
    if (!sameSecret(secret, app.clientSecret)) return failure("bad_client_secret");
    if (!app.tokenRotation) return failure("token_rotation_not_enabled");
    const holder = holderOf(world, args.token ?? stringArgument(values, "token") ?? null);
    if (holder === null || holder.install.appId !== app.id) return failure("invalid_token");
    const { install } = holder;
    if (install.status !== "active") return failure("authorization_not_found");
    if (install.expiresAt !== null) return failure("token_already_exchanged");
    rotateTokens(world, install, app);
    for (const one of install.olderTokens) one.revoked = true;
    return { ok: true, app_id: app.id, ...tokenFields(world, install), ...placeFields(world, install) };
  },
};

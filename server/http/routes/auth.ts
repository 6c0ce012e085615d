import { z } from "zod";
import { defineRoute } from "#server/http/api-route.ts";
import { bodyBytes } from "#server/http/limits.ts";
import { loginIdentity, loginIdentityInput } from "#server/identities/login-identity.ts";
import { renewAccessToken, renewAccessTokenInput } from "#server/identities/renew-access-token.ts";
import {
  revokeAccessToken,
  revokeAccessTokenInput,
  revokeAccessTokenOutput,
} from "#server/identities/revoke-access-token.ts";
import { accessTokenOutput } from "#server/identities/tokens.ts";

const accessToken = "bwt_t4yTkEUg0k5hbHnVvT4YwM1zqA2Qf3o7o5n0s9XgqLs";
const token = {
  accessToken,
  expiresIn: 86_400,
  accessTokenMaxTTL: 2_592_000,
  tokenType: "Bearer" as const,
};
const { shape } = accessTokenOutput;
const namedToken = z
  .object({
    accessToken: shape.accessToken.meta({ description: "To be sent as `Authorization: Bearer`." }),
    expiresIn: shape.expiresIn.meta({ description: "Seconds from now for which it counts." }),
    accessTokenMaxTTL: shape.accessTokenMaxTTL.meta({
      description: "Seconds from now to which renewing may stretch it.",
    }),
    tokenType: shape.tokenType,
  })
  .meta({ id: "AccessToken", description: "What a program calls the API with." });

/** How a program signs in and out. */
export const authRoutes = [
  defineRoute({
    method: "POST",
    path: "/auth/universal-auth/login",
    operationId: "login",
    tag: "Authentication",
    permission: "public",
    limit: "login",
    bodyBytes: bodyBytes.login,
    summary: "Log in",
    description:
      "Exchanges a machine identity's client id and one of its client secrets for an access token. Failures slow, then lock, the client id for the network they come from. Each login makes a new token; an Idempotency-Key has no effect here, for no secret is kept to be answered again.",
    body: loginIdentityInput,
    status: 200,
    output: namedToken,
    errors: {
      401: "The client id and client secret do not belong together, or the secret counts no more.",
      403: "The identity may not be used from this network.",
    },
    example: {
      body: {
        clientId: "7d1f0c52-6b0e-4f5e-9b0a-3a9a5c1f8e27",
        clientSecret: "bws_0mB1nUuX5r6Jv3cQe8yZkT2hWl9sPd4gAf7iRoEbVxY",
      },
      answer: token,
    },
    run: (ctx, input) => loginIdentity(ctx, input),
  }),
  defineRoute({
    method: "POST",
    path: "/auth/token/renew",
    operationId: "renewToken",
    tag: "Authentication",
    permission: "public",
    limit: "login",
    bodyBytes: bodyBytes.login,
    summary: "Renew a token",
    description:
      "Stretches the life of an access token that still counts, never beyond its longest life. The token stays the same.",
    body: renewAccessTokenInput,
    status: 200,
    output: namedToken,
    errors: {
      401: "The token is not known, or counts no more.",
      403: "The token may not be used from this network.",
    },
    example: { body: { accessToken }, answer: token },
    run: (ctx, input) => renewAccessToken(ctx, input),
  }),
  defineRoute({
    method: "POST",
    path: "/auth/token/revoke",
    operationId: "revokeToken",
    tag: "Authentication",
    permission: "public",
    limit: "login",
    bodyBytes: bodyBytes.login,
    summary: "Revoke a token",
    description:
      "Ends an access token at once, from wherever it is sent. One that counts no more is answered alike.",
    body: revokeAccessTokenInput,
    status: 200,
    output: revokeAccessTokenOutput,
    errors: { 401: "The token is not known." },
    example: { body: { accessToken }, answer: { revoked: true } },
    run: (ctx, input) => revokeAccessToken(ctx, input),
  }),
];

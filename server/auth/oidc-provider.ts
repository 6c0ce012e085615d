import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { OidcPerson } from "#server/auth/sign-in-with-oidc.ts";
import type { Env } from "#server/env.ts";

/** The claims that matter. Whatever else a provider says is not read. */
const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  email: z.string().max(320).optional().catch(undefined),
  email_verified: z.unknown().optional(),
  name: z.string().optional().catch(undefined),
});
type Claims = Record<string, unknown>;
const timeoutMs = 10_000;

/**
 * The provider of the settings, for next-auth: endpoints by discovery, the authorization code with PKCE, state and
 * nonce, and a checked ID token. Some providers give the address at the userinfo endpoint only; it is asked then.
 */
export function oidcProvider({ issuer, clientId, clientSecret, name }: NonNullable<Env["oidc"]>) {
  return {
    id: "oidc",
    name,
    type: "oauth",
    issuer,
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    httpOptions: { timeout: timeoutMs },
    userinfo: {
      async request({ client, tokens }) {
        const claims = claimsOf(tokens.id_token);
        const { userinfo_endpoint } = client.issuer.metadata;
        if (claims.email !== undefined || !userinfo_endpoint || !tokens.access_token) return claims;
        const info = await client.userinfo(tokens.access_token);
        if (info.sub !== claims.sub) throw new Error("The userinfo endpoint spoke of somebody else.");
        const { email, email_verified, name } = info;
        return { ...claims, email, email_verified, name: claims.name ?? name };
      },
    },
    profile: (claims) => ({ id: String(claims.sub ?? "") }),
  } satisfies OAuthConfig<Claims>;
}

/** Who a checked ID token is about; null where it is not of the issuer of the settings. */
export function oidcPersonOf(claims: unknown, issuer: string): OidcPerson | null {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success || withoutSlash(parsed.data.iss) !== withoutSlash(issuer)) return null;
  const { sub, email, email_verified, name } = parsed.data;
  // Exactly true: some providers send words, and "false" is one.
  // Plain ASCII before it is made small: the Kelvin sign becomes a k, and with it somebody else's address.
  const typed = email_verified === true ? email?.trim() : undefined;
  const verified = typed && /^[\x21-\x7e]+@[\x21-\x7e]+$/.test(typed) ? typed.toLowerCase() : null;
  return { issuer, subject: sub, email: verified, name: name ?? null };
}

/** The claims of an ID token whose signature, issuer, audience, time and nonce the client has checked already. */
function claimsOf(idToken: string | undefined): Claims {
  const payload = idToken?.split(".")[1] ?? "";
  return z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
}

const withoutSlash = (address: string) => address.replace(/\/$/, "");

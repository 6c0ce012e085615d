import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { closeSession } from "#server/auth/close-session.ts";
import { oidcPersonOf, oidcProvider } from "#server/auth/oidc-provider.ts";
import { sessionOptions } from "#server/auth/session-options.ts";
import { signIn } from "#server/auth/sign-in.ts";
import { signInWithOidc } from "#server/auth/sign-in-with-oidc.ts";
import type { Context } from "#server/context.ts";
import { isAppError } from "#server/errors.ts";

const credentialsSchema = z.object({
  email: z.string().max(320),
  password: z.string().max(1_000),
  code: z.string().max(100).optional(),
});
const tokenSchema = z.object({ sessionId: z.uuid() });

/**
 * next-auth for one request: e-mail, password and code, and the identity provider where the settings name one. The
 * cookie's JWT carries the id of a Session row, which is checked at every request (current-context.ts), so that sessions
 * can be listed and revoked.
 */
export function authOptions(ctx: Context): NextAuthOptions {
  const { oidc } = ctx.env;
  /** Set when the identity provider's person was let in, and taken up by the token that follows. */
  let oidcSessionId: string | null = null;
  return {
    ...sessionOptions(ctx),
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" }, code: { type: "text" } },
        async authorize(input) {
          const credentials = credentialsSchema.safeParse(input);
          if (!credentials.success) return null;
          const session = await tell(ctx, () => signIn(ctx, ctx.origin, credentials.data));
          return { id: session.sessionId };
        },
      }),
      ...(oidc ? [oidcProvider(oidc)] : []),
    ],
    callbacks: {
      ...sessionOptions(ctx).callbacks,
      async signIn({ account, profile }) {
        if (account?.provider !== "oidc" || !oidc) return true;
        // Where a person started from: the sign-in page, or their own Security page.
        const back = `${ctx.env.appUrl}${ctx.actor ? "/account/security" : "/sign-in"}`;
        const person = oidcPersonOf(profile, oidc.issuer);
        if (!person) {
          ctx.logger.warn(
            { issuer: oidc.issuer },
            "the identity provider names itself otherwise in its tokens",
          );
          return `${back}?error=OAuthCallback`;
        }
        const outcome = await tell(ctx, () => signInWithOidc(ctx, person));
        if ("refused" in outcome) return `${back}?error=${outcome.refused}`;
        oidcSessionId = outcome.sessionId;
        return true;
      },
      jwt: ({ token, user, account }) => {
        if (account?.provider === "oidc") return oidcSessionId ? { sessionId: oidcSessionId } : {};
        return user ? { sessionId: user.id } : token;
      },
    },
    events: {
      async signOut({ token }) {
        const parsed = tokenSchema.safeParse(token);
        if (parsed.success) await closeSession(ctx, parsed.data.sessionId);
      },
    },
  };
}

/** next-auth hands the message of an error to the sign-in page, so only our own sentences leave. */
async function tell<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error)) throw new Error(error.message);
    ctx.logger.error({ err: error, requestId: ctx.origin.requestId }, "sign-in failed");
    throw new Error("Signing in failed on our side. Try again.");
  }
}

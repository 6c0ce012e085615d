import type { NextAuthOptions } from "next-auth";
import { authLogger } from "#server/auth/auth-logger.ts";
import { sessionMaxAgeSeconds } from "#server/auth/session-age.ts";
import type { Runtime } from "#server/runtime.ts";

/** What next-auth needs to read and write the session's cookie. Over https it is Secure; a script never reads it. */
export function sessionOptions({ env, logger }: Pick<Runtime, "env" | "logger">): NextAuthOptions {
  return {
    logger: authLogger(logger),
    session: { strategy: "jwt", maxAge: sessionMaxAgeSeconds },
    useSecureCookies: env.appUrl.startsWith("https:"),
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [],
    callbacks: {
      session: ({ session, token }) => ({ ...session, user: {}, sessionId: token.sessionId }),
    },
  };
}

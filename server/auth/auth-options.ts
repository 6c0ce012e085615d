import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { originOf } from "#server/auth/origin.ts";
import { sessionMaxAgeSeconds } from "#server/auth/session-age.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import { signIn } from "#server/auth/sign-in.ts";
import { isAppError } from "#server/errors.ts";
import { getRuntime } from "#server/runtime.ts";

const credentialsSchema = z.object({ email: z.string().max(320), password: z.string().max(1_000) });
const tokenSchema = z.object({ sessionId: z.uuid() });

/**
 * next-auth with e-mail and password. The cookie's JWT carries the id of a Session row, which is checked at every
 * request (current-context.ts), so that sessions can be listed and revoked.
 */
export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: sessionMaxAgeSeconds },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    CredentialsProvider({
      credentials: { email: { type: "email" }, password: { type: "password" } },
      async authorize(input, request) {
        const credentials = credentialsSchema.safeParse(input);
        if (!credentials.success) return null;
        try {
          const session = await signIn(
            getRuntime(),
            originOf(new Headers(stringsOf(request.headers))),
            credentials.data,
          );
          return { id: session.sessionId };
        } catch (error) {
          // next-auth hands the message of an error to the sign-in page, so only our own sentences leave.
          if (isAppError(error)) throw new Error(error.message);
          getRuntime().logger.error({ err: error }, "sign-in failed");
          throw new Error("Signing in failed on our side. Try again.");
        }
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => (user ? { sessionId: user.id } : token),
    session: ({ session, token }) => ({ ...session, user: {}, sessionId: token.sessionId }),
  },
  events: {
    async signOut({ token }) {
      const parsed = tokenSchema.safeParse(token);
      const { db, clock } = getRuntime();
      if (parsed.success) await revokeSessions(db, { sessionId: parsed.data.sessionId }, clock.now());
    },
  },
};

function stringsOf(headers: Record<string, unknown> | undefined): [string, string][] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
}

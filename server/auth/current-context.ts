import { getServerSession } from "next-auth";
import { headers } from "next/headers";
import { z } from "zod";
import { originOf } from "#server/auth/origin.ts";
import { sessionOptions } from "#server/auth/session-options.ts";
import type { Context, UserActor } from "#server/context.ts";
import { getRuntime, type Runtime } from "#server/runtime.ts";

const sessionSchema = z.object({ sessionId: z.uuid() });
/** How exactly `lastSeenAt` is kept, so that reading does not write each time. */
const touchEveryMs = 60_000;

/** The person behind a session id while the session stands: not revoked, not over, the person not disabled. */
export async function actorOfSession(runtime: Runtime, sessionId: string): Promise<UserActor | null> {
  const now = runtime.clock.now();
  const session = await runtime.db.session.findFirst({
    where: { id: sessionId, revokedAt: null, expiresAt: { gt: now }, user: { disabledAt: null } },
    select: {
      lastSeenAt: true,
      user: { select: { id: true, name: true, email: true, isInstanceAdmin: true } },
    },
  });
  if (!session) return null;
  if (now.getTime() - session.lastSeenAt.getTime() > touchEveryMs) {
    await runtime.db.session.updateMany({ where: { id: sessionId }, data: { lastSeenAt: now } });
  }
  return { kind: "user", ...session.user };
}

/** The context of the request being answered, in a page or a route handler. */
export async function currentContext(): Promise<Context> {
  const runtime = getRuntime();
  const origin = originOf(await headers());
  const session = sessionSchema.safeParse(await getServerSession(sessionOptions(runtime)));
  if (!session.success) return { ...runtime, actor: null, origin };
  const { sessionId } = session.data;
  const actor = await actorOfSession(runtime, sessionId);
  return { ...runtime, actor, origin: { ...origin, sessionId: actor && sessionId } };
}

import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";

const select = {
  id: true,
  createdAt: true,
  lastSeenAt: true,
  expiresAt: true,
  ipAddress: true,
  userAgent: true,
} satisfies Prisma.SessionSelect;

/** The signed-in person's open sessions, this one first, then the last used. */
export async function listSessions(ctx: Context) {
  const me = requireUser(ctx);
  const sessions = await ctx.db.session.findMany({
    where: { userId: me.id, revokedAt: null, expiresAt: { gt: ctx.clock.now() } },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    select,
  });
  return sessions
    .map((session) => ({ ...session, current: session.id === ctx.origin.sessionId }))
    .sort((a, b) => Number(b.current) - Number(a.current));
}

export const endSessionInput = z.object({ sessionId: z.uuid() });

/** Ends one of the signed-in person's own sessions at once. One that is over, or not theirs, is none: nothing happens. */
export async function endSession(
  ctx: Context,
  { sessionId }: z.output<typeof endSessionInput>,
): Promise<{ ended: number }> {
  const me = requireUser(ctx);
  return ctx.db.$transaction(async (tx) => {
    const mine = { id: sessionId, userId: me.id };
    const session = await tx.session.findFirst({ where: mine, select: { ipAddress: true, userAgent: true } });
    if (!session) return { ended: 0 };
    const ended = await revokeSessions(tx, { sessionId }, ctx.clock.now());
    if (ended > 0) {
      await recordAudit(tx, ctx, {
        organizationId: null,
        action: "session.revoked",
        target: { kind: "user", id: me.id, name: me.email },
        after: { ...session, current: sessionId === ctx.origin.sessionId },
      });
    }
    return { ended };
  });
}

export const endSessionsInput = z.object({ which: z.enum(["others", "all"]) });

/** Signs the person out everywhere else, or everywhere, at once. */
export async function endSessions(
  ctx: Context,
  { which }: z.output<typeof endSessionsInput>,
): Promise<{ ended: number }> {
  const me = requireUser(ctx);
  return ctx.db.$transaction(async (tx) => {
    const except = which === "others" ? ctx.origin.sessionId : null;
    const ended = await revokeSessions(tx, { userId: me.id, except }, ctx.clock.now());
    if (ended > 0) {
      await recordAudit(tx, ctx, {
        organizationId: null,
        action: "session.revoked",
        target: { kind: "user", id: me.id, name: me.email },
        after: { sessions: ended, which },
      });
    }
    return { ended };
  });
}

import { recordAudit } from "#server/audit/record-audit.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import type { Context } from "#server/context.ts";

/** Ends the session of somebody who signs out. */
export async function closeSession(ctx: Context, sessionId: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const ended = await revokeSessions(tx, { sessionId }, ctx.clock.now());
    if (ended === 0 || ctx.actor?.kind !== "user") return;
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "session.closed",
      target: { kind: "user", id: ctx.actor.id, name: ctx.actor.email },
    });
  });
}

import { recordAudit } from "#server/audit/record-audit.ts";
import { networkKnownMs } from "#server/auth/known-network.ts";
import type { Person } from "#server/auth/lock-person.ts";
import { sessionMaxAgeSeconds } from "#server/auth/session-age.ts";
import { actingAs, type Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { newId } from "#server/ids.ts";

/** How a person showed who they are. */
export type SignInMethod =
  | "password"
  | "password and code"
  | "password and recovery code"
  | "identity provider";

/**
 * Opens a session for a person whom the caller holds (lock-person.ts) and found right, so that one who is being
 * disabled, or whose password is being changed, gets none on what was true before. Old sessions are swept on the way.
 */
export async function openSession(
  tx: Tx,
  ctx: Context,
  person: Person,
  how: { method: SignInMethod; refusedBefore?: number },
): Promise<{ sessionId: string }> {
  const sessionId = newId();
  const now = ctx.clock.now();
  await tx.session.deleteMany({
    where: { userId: person.id, expiresAt: { lt: new Date(now.getTime() - networkKnownMs) } },
  });
  await tx.session.create({
    data: {
      id: sessionId,
      userId: person.id,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + sessionMaxAgeSeconds * 1_000),
      ipAddress: ctx.origin.ipAddress,
      userAgent: ctx.origin.userAgent.slice(0, 400),
    },
    select: { id: true },
  });
  await recordAudit(tx, actingAs(ctx, person), {
    organizationId: null,
    action: "session.opened",
    target: { kind: "user", id: person.id, name: person.email },
    after: how.refusedBefore ? how : { method: how.method },
  });
  return { sessionId };
}

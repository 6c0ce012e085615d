import type { Db, Tx } from "#server/db/client.ts";

/** One session, all of a person's, or all of theirs except one. */
export type WhichSessions = { sessionId: string } | { userId: string; except?: string | null };

/** Ends sessions at once, so that the next request of each asks to sign in; answers how many there were. */
export async function revokeSessions(tx: Db | Tx, which: WhichSessions, now: Date): Promise<number> {
  const where =
    "sessionId" in which
      ? { id: which.sessionId }
      : { userId: which.userId, ...(which.except ? { id: { not: which.except } } : {}) };
  const { count } = await tx.session.updateMany({
    where: { ...where, revokedAt: null, expiresAt: { gt: now } },
    data: { revokedAt: now },
  });
  return count;
}

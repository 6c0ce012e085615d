import type { Db, Tx } from "#server/db/client.ts";

/** Ends one session at once, or with `userId` all of a person's; every request of theirs then asks to sign in. */
export async function revokeSessions(
  tx: Db | Tx,
  which: { sessionId: string } | { userId: string },
  now: Date,
): Promise<void> {
  const where = "sessionId" in which ? { id: which.sessionId } : { userId: which.userId };
  await tx.session.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: now } });
}

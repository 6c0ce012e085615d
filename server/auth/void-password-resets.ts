import type { Tx } from "#server/db/client.ts";

/** Ends the links to a new password that a person has open. */
export async function voidPasswordResets(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.passwordReset.updateMany({
    where: { userId, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
}

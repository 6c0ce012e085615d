import type { Tx } from "#server/db/client.ts";

/** Ends the access tokens that still stand, at once; how many there were. */
export async function endTokens(
  tx: Tx,
  whose: { identityId: string; id?: string; clientSecretId?: string },
  now: Date,
): Promise<number> {
  const { count } = await tx.identityAccessToken.updateMany({
    where: { ...whose, revokedAt: null, expiresAt: { gt: now } },
    data: { revokedAt: now },
  });
  return count;
}

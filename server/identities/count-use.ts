import type { Db, Tx } from "#server/db/client.ts";

// SQL, because the check of the limit and the count must be one statement: between a read and a write of ours others
// could use the last use too.

/** Counts a login with a client secret; false when it counts no more, or no more logins are left. */
export async function countSecretUse(tx: Tx, clientSecretId: string, now: Date): Promise<boolean> {
  const counted = await tx.$executeRaw`
    update "IdentityClientSecret" set "uses" = "uses" + 1, "lastUsedAt" = ${now}
    where "id" = ${clientSecretId}::uuid and "revokedAt" is null
      and ("expiresAt" is null or "expiresAt" > ${now})
      and ("usesMax" is null or "uses" < "usesMax")`;
  return counted > 0;
}

/** Counts a use of an access token that has a limit; false when it counts no more, or no use is left. */
export async function countTokenUse(db: Db, tokenId: string, now: Date): Promise<boolean> {
  const counted = await db.$executeRaw`
    update "IdentityAccessToken" set "uses" = "uses" + 1, "lastUsedAt" = ${now}
    where "id" = ${tokenId}::uuid and "revokedAt" is null and "expiresAt" > ${now}
      and ("usesMax" is null or "uses" < "usesMax")`;
  return counted > 0;
}

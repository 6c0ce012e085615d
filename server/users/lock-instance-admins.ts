import type { Tx } from "#server/db/client.ts";

/**
 * Holds a person and every instance admin until the end of the transaction, so that the last of them is counted truly.
 * Lock order: people, then organizations, then what belongs to them.
 */
export async function lockInstanceAdmins(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRaw`
    select 1 from "User" where "isInstanceAdmin" or "id" = ${userId}::uuid order by "id" for no key update`;
}

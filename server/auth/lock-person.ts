import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";

const select = {
  id: true,
  name: true,
  email: true,
  isInstanceAdmin: true,
  passwordHash: true,
  disabledAt: true,
  totpSecretEnc: true,
  totpEnabledAt: true,
  totpLastStep: true,
  emailChangedAt: true,
  joinedByLinkAt: true,
} satisfies Prisma.UserSelect;

/** A person as they stand, for what decides who they are. */
export type Person = Prisma.UserGetPayload<{ select: typeof select }>;

/**
 * The person, held until the end of the transaction: opening sessions, changing the password or the second factor and
 * using codes wait for one another, so that none decides on what another is just changing. Null if there is none.
 */
export async function lockPerson(tx: Tx, userId: string): Promise<Person | null> {
  await tx.$queryRaw`select 1 from "User" where "id" = ${userId}::uuid for no key update`;
  return tx.user.findUnique({ where: { id: userId }, select });
}

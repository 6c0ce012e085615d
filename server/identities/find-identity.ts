import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { notFound } from "#server/errors.ts";

/** Of an identity, what people choose and what it is known by. */
export const identitySelect = {
  id: true,
  organizationId: true,
  name: true,
  role: true,
  clientId: true,
  accessTokenSeconds: true,
  accessTokenMaxSeconds: true,
  accessTokenUsesMax: true,
  clientSecretNetworks: true,
  accessTokenNetworks: true,
  disabledAt: true,
} satisfies Prisma.MachineIdentitySelect;

type Where = { organizationId: string; identityId: string };

/**
 * Locks an identity until the transaction ends, so that a login at the same time sees the change, or the change sees
 * what the login made.
 */
export async function lockIdentityRow(tx: Tx, where: Where): Promise<void> {
  await tx.$queryRaw`
    select 1 from "MachineIdentity"
    where "id" = ${where.identityId}::uuid and "organizationId" = ${where.organizationId}::uuid
    for no key update`;
}

/** An identity of the organization, locked; one of another organization is *not found*. */
export async function lockIdentity(tx: Tx, where: Where) {
  await lockIdentityRow(tx, where);
  const identity = await tx.machineIdentity.findUnique({
    where: { id: where.identityId, organizationId: where.organizationId },
    select: identitySelect,
  });
  if (!identity) throw notFound("machine identity");
  return identity;
}

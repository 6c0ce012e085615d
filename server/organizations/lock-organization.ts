import type { Tx } from "#server/db/client.ts";

/** Makes everybody else who changes the organization's members wait until the transaction ends. */
export async function lockOrganization(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`select 1 from "Organization" where "id" = ${organizationId}::uuid for no key update`;
}

import type { Tx } from "#server/db/client.ts";

/** Makes everybody else who changes the organization's members wait until the transaction ends. */
export async function lockOrganization(tx: Tx, organizationId: string): Promise<void> {
  await lockOrganizations(tx, [organizationId]);
}

/** The same for several, in one order for everybody. */
export async function lockOrganizations(tx: Tx, organizationIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    select 1 from "Organization" where "id" = any(${organizationIds}::uuid[])
    order by "id" for no key update`;
}

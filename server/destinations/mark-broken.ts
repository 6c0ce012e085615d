import type { Tx } from "#server/db/client.ts";
import { parkLanes, releaseLanes } from "#server/delivery/lanes.ts";

/** Why something does not work: a code for the sentence, and what the other side told, cut. */
export type Broken = { code: string; detail: string; at: Date };

/** Marks destinations as needing attention and parks their lanes. The first reason stays until it is mended. */
export async function markDestinationsBroken(
  tx: Tx,
  destinationIds: string[],
  broken: Broken,
): Promise<void> {
  await tx.destination.updateMany({
    where: { id: { in: destinationIds }, brokenCode: null },
    data: { brokenCode: broken.code, brokenDetail: broken.detail.slice(0, 500), brokenAt: broken.at },
  });
  await parkLanes(tx, destinationIds);
}

/** A destination works again: clears its mark and lets the backlog flow. */
export async function markDestinationsMended(tx: Tx, destinationIds: string[], now: Date): Promise<void> {
  await tx.destination.updateMany({
    where: { id: { in: destinationIds } },
    data: { brokenCode: null, brokenDetail: null, brokenAt: null },
  });
  await releaseLanes(tx, destinationIds, now);
}

/** Marks connections broken and parks every lane that goes through them. */
export async function markIntegrationsBroken(
  tx: Tx,
  integrationIds: string[],
  broken: Broken,
): Promise<void> {
  await tx.workflowIntegration.updateMany({
    where: { id: { in: integrationIds }, brokenCode: null },
    data: { brokenCode: broken.code, brokenAt: broken.at },
  });
  await parkLanes(tx, await destinationsOf(tx, integrationIds));
}

/** A connection works again: clears its mark and wakes the lanes of its destinations that have none of their own. */
export async function markIntegrationsMended(tx: Tx, integrationIds: string[], now: Date): Promise<void> {
  await tx.workflowIntegration.updateMany({
    where: { id: { in: integrationIds } },
    data: { brokenCode: null, brokenAt: null },
  });
  await releaseLanes(tx, await destinationsOf(tx, integrationIds), now);
}

async function destinationsOf(tx: Tx, integrationIds: string[]): Promise<string[]> {
  const rows = await tx.destination.findMany({
    where: { integrationId: { in: integrationIds }, deletedAt: null },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

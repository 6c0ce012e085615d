import {
  settleDestinationNotices,
  settleIntegrationNotices,
  tellDestinationsBroken,
  tellIntegrationsBroken,
} from "#server/attention/tell-broken.ts";
import type { Tx } from "#server/db/client.ts";
import { lockLanes, makeBacklogDue } from "#server/delivery/lanes.ts";

/**
 * Locks the lanes behind a connection, or one channel of it, before rows of it or of its destinations are written
 * (docs/adr/0003).
 */
export async function lockLanesOf(
  tx: Tx,
  of: { integrationId: string | { in: string[] }; channelId?: string },
): Promise<void> {
  const destinations = await tx.destination.findMany({
    where: { ...of, deletedAt: null },
    select: { id: true },
  });
  await lockLanes(
    tx,
    destinations.map((row) => row.id),
  );
}

/** Why something does not work: a code for the sentence, and what people are told, cut. */
export type Broken = { code: string; detail: string; at: Date };

// A marked destination or connection parks by itself: its lanes rest at their next claim (run-lane.ts).

/** Marks destinations as needing attention and tells whom it concerns, once. The first reason stays until it is mended. */
export async function markDestinationsBroken(
  tx: Tx,
  destinationIds: string[],
  broken: Broken,
): Promise<void> {
  const marked = await tx.destination.updateManyAndReturn({
    where: { id: { in: destinationIds }, brokenCode: null },
    data: { brokenCode: broken.code, brokenDetail: broken.detail.slice(0, 500), brokenAt: broken.at },
    select: { id: true, name: true, projectId: true, integrationId: true, enabled: true, deletedAt: true },
  });
  await tellDestinationsBroken(tx, marked, broken);
}

/** Destinations work again: clears their marks and lets the backlog flow. */
export async function markDestinationsMended(tx: Tx, destinationIds: string[], now: Date): Promise<void> {
  await makeBacklogDue(tx, destinationIds, now);
  await tx.destination.updateMany({
    where: { id: { in: destinationIds } },
    data: { brokenCode: null, brokenDetail: null, brokenAt: null },
  });
  await settleDestinationNotices(tx, destinationIds, now);
}

/** Marks connections broken and tells whom it concerns, once; everything that goes through them rests. */
export async function markIntegrationsBroken(
  tx: Tx,
  integrationIds: string[],
  broken: Broken,
): Promise<void> {
  const marked = await tx.workflowIntegration.updateManyAndReturn({
    where: { id: { in: integrationIds }, brokenCode: null },
    data: { brokenCode: broken.code, brokenAt: broken.at },
    select: { id: true, alias: true, organizationId: true, connectedById: true },
  });
  await tellIntegrationsBroken(tx, marked, broken);
}

/** Connections work again: clears their marks and wakes the lanes of their destinations. */
export async function markIntegrationsMended(tx: Tx, integrationIds: string[], now: Date): Promise<void> {
  const destinations = await tx.destination.findMany({
    where: { integrationId: { in: integrationIds }, deletedAt: null },
    select: { id: true },
  });
  await makeBacklogDue(
    tx,
    destinations.map((row) => row.id),
    now,
  );
  await tx.workflowIntegration.updateMany({
    where: { id: { in: integrationIds } },
    data: { brokenCode: null, brokenAt: null },
  });
  await settleIntegrationNotices(tx, integrationIds, now);
}

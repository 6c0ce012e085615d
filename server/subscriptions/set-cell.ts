import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict } from "#server/errors.ts";
import { newId } from "#server/ids.ts";
import { editEventTypes, singleTypesSchema } from "#server/subscriptions/event-types.ts";
import {
  auditShape,
  findDestination,
  findUnfiltered,
  type SubscriptionRow,
} from "#server/subscriptions/find-subscription.ts";
import { lockSubscriptions, recordRevision } from "#server/subscriptions/record-revision.ts";

export const setCellInput = z.object({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  eventTypes: singleTypesSchema,
  on: z.boolean(),
});

/**
 * Ticks or unticks events of one destination in the matrix: edits the destination's one subscription without a filter,
 * makes it when missing and removes it when nothing is left. Unticking counts from the next event that is sequenced.
 */
export async function setCell(ctx: Context, input: z.output<typeof setCellInput>) {
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const destination = await findDestination(tx, project.id, input.destinationId);
    const before = await findUnfiltered(tx, destination.id);
    if (before && !before.enabled) {
      throw conflict(
        `The subscription of ${destination.name} without a filter is switched off. Switch it on first, on the destination's page.`,
      );
    }
    const eventTypes = editEventTypes(before?.eventTypes ?? [], input.eventTypes, input.on);
    if (eventTypes.join() === (before?.eventTypes ?? []).join()) return { eventTypes };
    const id = await write(tx, ctx, {
      projectId: project.id,
      destinationId: destination.id,
      before,
      eventTypes,
    });
    const target = { kind: "subscription", id, name: destination.name };
    const after = { eventTypes, environments: [], pathGlob: null, enabled: true };
    await recordRevision(tx, ctx, {
      project,
      subscriptionIds: [id],
      audits: [
        {
          action: before
            ? eventTypes.length === 0
              ? "subscription.deleted"
              : "subscription.updated"
            : "subscription.created",
          target,
          ...(before ? { before: auditShape(before) } : {}),
          ...(eventTypes.length === 0 ? {} : { after }),
        },
      ],
    });
    return { eventTypes };
  });
}

type Cell = {
  projectId: string;
  destinationId: string;
  before: SubscriptionRow | null;
  eventTypes: string[];
};

async function write(tx: Tx, ctx: Context, cell: Cell): Promise<string> {
  const { before, eventTypes } = cell;
  const now = ctx.clock.now();
  if (!before) {
    const id = newId();
    const { projectId, destinationId } = cell;
    await tx.subscription.create({
      // A list that is left out becomes null in the database, not empty.
      data: { id, projectId, destinationId, eventTypes, environments: [], createdAt: now },
      select: { id: true },
    });
    return id;
  }
  // Deleting cancels what waits, unticking must not: while something it matched is open, it stays without events.
  const gone = eventTypes.length === 0 && !(await hasOpenDelivery(tx, cell.projectId, before));
  await tx.subscription.update({
    where: { id: before.id },
    data: { eventTypes, ...(gone ? { deletedAt: now } : {}) },
    select: { id: true },
  });
  return before.id;
}

async function hasOpenDelivery(tx: Tx, projectId: string, subscription: SubscriptionRow): Promise<boolean> {
  const { id, destinationId } = subscription;
  const open = await tx.delivery.findFirst({
    where: {
      projectId,
      destinationId,
      subscriptionIds: { has: id },
      state: { in: ["waiting", "sending"] },
    },
    select: { id: true },
  });
  return open !== null;
}

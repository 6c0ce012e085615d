import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { conflict, notFound } from "#server/errors.ts";
import { type Filter, isUnfiltered } from "#server/subscriptions/subscription-filter.ts";

/** What verbs and pages know of a subscription. */
export const subscriptionSelect = {
  id: true,
  destinationId: true,
  eventTypes: true,
  environments: true,
  pathGlob: true,
  matchError: true,
  matchFailedAt: true,
  enabled: true,
  revision: true,
  createdAt: true,
} satisfies Prisma.SubscriptionSelect;
export type SubscriptionRow = Prisma.SubscriptionGetPayload<{ select: typeof subscriptionSelect }>;

const destinationSelect = { id: true, name: true, enabled: true } satisfies Prisma.DestinationSelect;

/** The live destination of a project, or *not found*. */
export async function findDestination(tx: Tx, projectId: string, destinationId: string) {
  const destination = await tx.destination.findFirst({
    where: { id: destinationId, projectId, deletedAt: null },
    select: destinationSelect,
  });
  if (!destination) throw notFound("destination");
  return destination;
}

/** The live subscription of a project with its destination, or *not found*. */
export async function findSubscription(tx: Tx, projectId: string, subscriptionId: string) {
  const subscription = await tx.subscription.findFirst({
    where: { id: subscriptionId, projectId, deletedAt: null, destination: { deletedAt: null } },
    select: { ...subscriptionSelect, destination: { select: destinationSelect } },
  });
  if (!subscription) throw notFound("subscription");
  return subscription;
}

/** The one subscription of a destination that has no filter, which the matrix edits. */
export async function findUnfiltered(tx: Tx, destinationId: string): Promise<SubscriptionRow | null> {
  return tx.subscription.findFirst({
    where: { destinationId, deletedAt: null, environments: { isEmpty: true }, pathGlob: null },
    select: subscriptionSelect,
    orderBy: { createdAt: "asc" },
  });
}

/** Refuses a second subscription without a filter on one destination. */
export async function refuseSecondUnfiltered(
  tx: Tx,
  destination: { id: string; name: string },
  filter: Filter,
  ownId?: string,
): Promise<void> {
  if (!isUnfiltered(filter)) return;
  const other = await findUnfiltered(tx, destination.id);
  if (!other || other.id === ownId) return;
  throw conflict(
    `${destination.name} already has a subscription without a filter. Add the events to that one, or choose an environment or a path here.`,
    "environments",
  );
}

/** What the audit log keeps of a subscription. */
export function auditShape(
  row: Pick<SubscriptionRow, "eventTypes" | "environments" | "pathGlob" | "enabled">,
) {
  const { eventTypes, environments, pathGlob, enabled } = row;
  return { eventTypes, environments, pathGlob, enabled };
}

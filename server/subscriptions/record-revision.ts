import { type AuditInput, recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { cancelUnwanted } from "#server/delivery/cancel-deliveries.ts";
import { requireRoom } from "#server/subscriptions/limits.ts";

const snapshotSelect = {
  id: true,
  eventTypes: true,
  environments: true,
  pathGlob: true,
  enabled: true,
  deletedAt: true,
  destination: { select: { id: true, name: true, enabled: true, deletedAt: true } },
} satisfies Prisma.SubscriptionSelect;

/** Which subscriptions a change touched, and how the audit log tells of it. */
export type Change = {
  project: { id: string; organizationId: string };
  subscriptionIds: readonly string[];
  audits: readonly Omit<AuditInput, "organizationId" | "projectId">[];
};

/**
 * Lets one edit of a project's subscriptions happen after the other, and none while events are being matched: the
 * sequencer holds the same row shared. Call it before reading what the edit depends on.
 */
export async function lockSubscriptions(tx: Tx, projectId: string): Promise<void> {
  await tx.$queryRaw`select 1 from "Project" where "id" = ${projectId}::uuid for no key update`;
}

/**
 * Ends every edit of subscriptions and every change of a destination's enabled or deleted state, in its transaction:
 * counts the project's generation, writes a revision of each subscription, audits, and cancels what waited in vain.
 */
export async function recordRevision(
  tx: Tx,
  ctx: Context,
  change: Change,
): Promise<{ generation: number; cancelled: number }> {
  const { project } = change;
  const { subscriptionGeneration: generation } = await tx.project.update({
    where: { id: project.id },
    data: { subscriptionGeneration: { increment: 1 } },
    select: { subscriptionGeneration: true },
  });
  const now = ctx.clock.now();
  for (const id of change.subscriptionIds) await writeRevision(tx, ctx, { id, generation, now });
  for (const audit of change.audits) {
    await recordAudit(tx, ctx, { organizationId: project.organizationId, projectId: project.id, ...audit });
  }
  if (change.audits.some((audit) => audit.action.endsWith(".created"))) await requireRoom(tx, project.id);
  const cancelled = await cancelUnwanted(tx, { projectId: project.id, now });
  return { generation, cancelled };
}

async function writeRevision(
  tx: Tx,
  ctx: Context,
  input: { id: string; generation: number; now: Date },
): Promise<void> {
  const earlier = await tx.subscriptionRevision.count({ where: { subscriptionId: input.id } });
  const revision = earlier + 1;
  const row = await tx.subscription.update({
    where: { id: input.id },
    data: { revision, matchError: null, matchFailedAt: null },
    select: snapshotSelect,
  });
  const snapshot: Snapshot = {
    eventTypes: row.eventTypes,
    environments: row.environments,
    pathGlob: row.pathGlob,
    enabled: row.enabled,
    deleted: row.deletedAt !== null,
    destination: {
      id: row.destination.id,
      name: row.destination.name,
      enabled: row.destination.enabled,
      deleted: row.destination.deletedAt !== null,
    },
  };
  await tx.subscriptionRevision.create({
    data: {
      subscriptionId: input.id,
      revision,
      generation: input.generation,
      snapshot,
      changedById: ctx.actor?.kind === "user" ? ctx.actor.id : null,
      changedBy: ctx.actor?.name ?? "",
      createdAt: input.now,
    },
    select: { revision: true },
  });
}

/** A subscription as it stood from a generation on; read back by server/event-log. */
export type Snapshot = {
  eventTypes: string[];
  environments: string[];
  pathGlob: string | null;
  enabled: boolean;
  deleted: boolean;
  destination: { id: string; name: string; enabled: boolean; deleted: boolean };
};

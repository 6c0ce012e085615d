import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import { mayAt, placeWhere } from "#server/authz/place-where.ts";
import type { Ability } from "#server/authz/ability.ts";
import type { Context } from "#server/context.ts";
import type { LaneClass, Prisma } from "#server/db/generated/client.ts";
import { floodAbove } from "#server/delivery/fold.ts";
import { finalStates, sendToTail } from "#server/delivery/send-to-tail.ts";
import { deliveryFilterShape, whereOf } from "#server/deliveries/delivery-filter.ts";
import type { Target } from "#server/destinations/destination-kind.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { invalid } from "#server/errors.ts";
import { lockSubscriptions } from "#server/subscriptions/record-revision.ts";

export const redeliverMatchingInput = z.object({
  projectId: z.uuid(),
  ...deliveryFilterShape,
  /** Only those that ended before this time; a dry run names it, so that what it counted is what is sent. */
  endedBefore: z.coerce.date().optional(),
  /** Counts only. */
  dryRun: z.boolean().default(true),
});

/** What a redelivery of many would send, or has ordered. */
export type RedeliveryOfMany = {
  dryRun: boolean;
  /** How many are sent again. */
  count: number;
  /** How many of the filter cannot be, and why. */
  stillOpen: number;
  destinationDisabled: number;
  destinationDeleted: number;
  /** To how many destinations. */
  destinations: number;
  /** One of them gets so many that they come as digests. */
  folds: boolean;
  endedBefore: Date;
};

const batchSize = 500;
/** One order sends at most this many; a larger set is narrowed, or ordered in parts. */
export const redeliverMax = 10_000;

/**
 * Sends every delivery of a filter that has ended once more, in the order they stood, at the tails of their lanes.
 * What is sent by one order is not sent by the same order again: it ended after `endedBefore`, or waits.
 */
export async function redeliverMatching(
  ctx: Context,
  input: z.output<typeof redeliverMatchingInput>,
): Promise<RedeliveryOfMany> {
  const { projectId, dryRun, ...filter } = input;
  const { ability } = await requireProject(ctx, projectId, "delivery:redeliver");
  const now = ctx.clock.now();
  const endedBefore = filter.endedBefore ?? now;
  if (endedBefore > now) {
    throw invalid(
      "endedBefore",
      "endedBefore lies ahead. Leave it out, or use the time that the dry run gave.",
    );
  }
  const where = { AND: [whereOf(projectId, filter), { event: placeWhere(ability, "delivery:redeliver") }] };
  const picked = await pick(ctx, ability, where, endedBefore);
  const summary = { dryRun, endedBefore, ...picked.summary };
  if (picked.ids.length > redeliverMax) {
    throw invalid(
      "filter",
      `These are more than ${redeliverMax.toLocaleString("en")} deliveries. Narrow the filter, such as to one destination or type.`,
    );
  }
  if (dryRun) return { ...summary, count: picked.ids.length };
  let count = 0;
  for (let at = 0; at < picked.ids.length; at += batchSize) {
    count += await orderBatch(ctx, projectId, picked.ids.slice(at, at + batchSize), { filter, endedBefore });
  }
  ctx.kick.worker();
  return { ...summary, count };
}

type Where = Prisma.DeliveryWhereInput;

/** The deliveries to send in the order they stood, and how many of the filter cannot be. */
async function pick(ctx: Context, ability: Ability, where: Where, endedBefore: Date) {
  const isFinal: Where = { state: { in: [...finalStates] } };
  const count = (more: Where) => ctx.db.delivery.count({ where: { AND: [where, more] } });
  const [rows, stillOpen, destinationDisabled, destinationDeleted] = await Promise.all([
    ctx.db.delivery.findMany({
      where: {
        AND: [
          where,
          isFinal,
          { finishedAt: { lte: endedBefore } },
          { destination: { enabled: true, deletedAt: null } },
        ],
      },
      orderBy: [{ laneOrder: "asc" }, { id: "asc" }],
      select: {
        id: true,
        destinationId: true,
        laneClass: true,
        destination: { select: { kind: true } },
        event: { select: { environment: true, secretPath: true } },
      },
      take: redeliverMax + 1,
    }),
    count({ state: { in: ["waiting", "sending"] } }),
    count({ AND: [isFinal, { destination: { enabled: false, deletedAt: null } }] }),
    count({ AND: [isFinal, { destination: { deletedAt: { not: null } } }] }),
  ]);
  const allowed = rows.filter((row) => mayAt(ability, "delivery:redeliver", row.event));
  const destinations = new Set(allowed.map((row) => row.destinationId)).size;
  return {
    ids: allowed.map((row) => row.id),
    summary: {
      stillOpen,
      destinationDisabled,
      destinationDeleted,
      destinations,
      folds: willFold(allowed),
    },
  };
}

type Ordered = { destinationId: string; laneClass: LaneClass; destination: { kind: Target["kind"] } };

/** Whether one lane gets more of them than leave one by one: what is sent again waits as if it were new. */
function willFold(rows: readonly Ordered[]): boolean {
  const perLane = new Map<string, number>();
  for (const { destinationId, laneClass, destination } of rows) {
    if (laneClass !== "normal" || destinationKinds[destination.kind].folding === null) continue;
    perLane.set(destinationId, (perLane.get(destinationId) ?? 0) + 1);
  }
  return [...perLane.values()].some((count) => count > floodAbove);
}

type Order = { filter: object; endedBefore: Date };

/** Orders a batch in one transaction; how many it was, for what somebody else sent meanwhile is left alone. */
async function orderBatch(ctx: Context, projectId: string, ids: string[], order: Order): Promise<number> {
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, projectId, "delivery:redeliver", tx);
    await lockSubscriptions(tx, project.id);
    const { endedBefore } = order;
    const count = await sendToTail(tx, { projectId: project.id, ids, now: ctx.clock.now(), endedBefore });
    if (count === 0) return 0;
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "delivery.redelivered-many",
      target: { kind: "project", id: project.id, name: project.name },
      after: { count, filter: JSON.parse(JSON.stringify(order.filter)) },
    });
    return count;
  });
}

import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { mayAt } from "#server/authz/place-where.ts";
import type { Context } from "#server/context.ts";
import type { Db } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { whyWaiting } from "#server/deliveries/why-waiting.ts";
import { brokenSentence } from "#server/destinations/broken-sentence.ts";
import { targetSelect } from "#server/destinations/destination-kind.ts";
import { holdOf } from "#server/destinations/hold.ts";
import { currentNames } from "#server/destinations/list-destinations.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { notFound } from "#server/errors.ts";
import { isNotice, knownType } from "#server/events/catalogue.ts";
import { subscriptionSelect } from "#server/subscriptions/find-subscription.ts";

export const getDeliveryInput = z.object({ projectId: z.uuid(), deliveryId: z.uuid() });

const attemptSelect = {
  id: true,
  kind: true,
  startedAt: true,
  finishedAt: true,
  outcome: true,
  code: true,
  detail: true,
  httpStatus: true,
  retryAfterMs: true,
  request: true,
  response: true,
  _count: { select: { deliveries: true } },
} satisfies Prisma.AttemptSelect;

const deliverySelect = {
  id: true,
  laneClass: true,
  laneOrder: true,
  state: true,
  subscriptionIds: true,
  tries: true,
  nextTryAt: true,
  steppedAside: true,
  maybeDuplicate: true,
  reasonCode: true,
  reason: true,
  redeliveries: true,
  createdAt: true,
  deliveredAt: true,
  finishedAt: true,
  receipt: true,
  event: {
    select: {
      id: true,
      type: true,
      subject: true,
      environment: true,
      secretPath: true,
      time: true,
      severity: true,
    },
  },
  destination: { select: targetSelect },
  attempts: { select: { number: true, attempt: { select: attemptSelect } } },
} satisfies Prisma.DeliverySelect;

const receiptSchema = z.object({ link: z.url() });

/** One delivery: what it is, why it waits or how it ended, its attempts from the first on, and what matched. */
export async function getDelivery(ctx: Context, input: z.output<typeof getDeliveryInput>) {
  const { project, ability, may } = await requireProject(ctx, input.projectId, "delivery:read");
  const row = await ctx.db.delivery.findFirst({
    where: { id: input.deliveryId, projectId: project.id },
    select: deliverySelect,
  });
  if (!row || !mayAt(ability, "delivery:read", row.event)) throw notFound("delivery");
  const { destination, attempts, receipt, subscriptionIds, laneOrder, event, ...rest } = row;
  const name = (await currentNames(ctx.db, [destination])).get(destination.id) ?? destination.name;
  const trouble = brokenSentence({ ...destination, name });
  const now = ctx.clock.now();
  const hold = row.laneClass === "normal" ? holdOf(destination, now) : null;
  const { ahead, restsUntil } = await laneOf(ctx.db, row);
  const link = receiptSchema.safeParse(receipt);
  return {
    ...rest,
    laneOrder: laneOrder.toString(),
    event: { ...event, title: knownType(event.type)?.title ?? event.type, notice: isNotice(event.type) },
    destination: {
      id: destination.id,
      name,
      enabled: destination.enabled,
      deleted: destination.deletedAt !== null,
      channelIsPrivate: destination.channelIsPrivate,
      alias: destination.integration?.alias ?? null,
      integration: destination.integration && { id: destination.integration.id },
      readdress: destinationKinds[destination.kind].readdress,
    },
    projectId: project.id,
    organizationId: project.organizationId,
    mayMend: may("notification:manage"),
    trouble,
    waiting: whyWaiting({ ...row, destinationName: name, trouble, hold, restsUntil, ahead }, now),
    link: link.success ? link.data.link : null,
    subscriptions: await matchedSubscriptions(ctx.db, project.id, subscriptionIds),
    attempts: attempts
      .map(({ number, attempt: { _count, ...attempt } }) => ({
        ...attempt,
        number,
        deliveries: _count.deliveries,
      }))
      .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.id < b.id ? -1 : 1)),
    mayRedeliver: destination.deletedAt === null && mayAt(ability, "delivery:redeliver", event),
  };
}

type InLane = Prisma.DeliveryGetPayload<{ select: typeof deliverySelect }>;

/** How the lane stands before a delivery that waits. */
async function laneOf(db: Db, delivery: InLane): Promise<{ ahead: number; restsUntil: Date | null }> {
  if (delivery.state !== "waiting") return { ahead: 0, restsUntil: null };
  const inLane = { destinationId: delivery.destination.id, laneClass: delivery.laneClass };
  const [ahead, lane] = await Promise.all([
    db.delivery.count({
      where: {
        ...inLane,
        laneOrder: { lt: delivery.laneOrder },
        state: { in: ["waiting", "sending"] },
        steppedAside: false,
      },
    }),
    db.lane.findUnique({ where: { destinationId_laneClass: inLane }, select: { notBefore: true } }),
  ]);
  return { ahead, restsUntil: lane?.notBefore ?? null };
}

/** The subscriptions that matched, as they stand now; `deleted` where they are gone. */
async function matchedSubscriptions(db: Db, projectId: string, ids: string[]) {
  const rows = await db.subscription.findMany({
    where: { id: { in: ids }, projectId },
    select: { ...subscriptionSelect, deletedAt: true },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(({ deletedAt, ...row }) => ({ ...row, deleted: deletedAt !== null }));
}

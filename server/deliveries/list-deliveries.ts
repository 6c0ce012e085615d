import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { fetchAllowed } from "#server/authz/fetch-allowed.ts";
import { mayAt, placeWhere } from "#server/authz/place-where.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { brokenSentence } from "#server/destinations/broken-sentence.ts";
import { targetSelect } from "#server/destinations/destination-kind.ts";
import { deliveryFilterShape, whereEvent, whereOf } from "#server/deliveries/delivery-filter.ts";
import { holdOf } from "#server/destinations/hold.ts";
import { currentNames } from "#server/destinations/list-destinations.ts";
import { knownType } from "#server/events/catalogue.ts";
import { asksNewer, newestFirst } from "#server/newest-first.ts";

/** `laneOrder.id` of a row: the deliveries of one event share its lane order. */
const cursorSchema = z
  .string()
  .regex(/^\d{1,18}\.[0-9a-f-]{36}$/, "This page's address is not complete. Open the list anew.");

export const listDeliveriesInput = z.object({
  projectId: z.uuid(),
  ...deliveryFilterShape,
  /** Older than this row. */
  before: cursorSchema.optional(),
  /** Newer than this row; counts only without `before`. */
  after: cursorSchema.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});

const rowSelect = {
  id: true,
  laneOrder: true,
  laneClass: true,
  state: true,
  tries: true,
  nextTryAt: true,
  steppedAside: true,
  maybeDuplicate: true,
  reason: true,
  createdAt: true,
  deliveredAt: true,
  finishedAt: true,
  redeliveries: true,
  event: {
    select: { id: true, type: true, subject: true, environment: true, secretPath: true, time: true },
  },
  destination: { select: targetSelect },
} satisfies Prisma.DeliverySelect;

/** A project's deliveries, newest lane order first, by filter and cursor. */
export async function listDeliveries(ctx: Context, input: z.output<typeof listDeliveriesInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "delivery:read");
  const newer = asksNewer(input);
  const where = [whereOf(project.id, input), whereEvent(placeWhere(ability, "delivery:read"))];
  const rows = await fetchAllowed<Row>({
    take: input.limit + 1,
    allowed: (row) => mayAt(ability, "delivery:read", row.event),
    fetch: (take, last) =>
      ctx.db.delivery.findMany({
        where: { AND: [...where, pageOf(last ? { [newer ? "after" : "before"]: cursorOf(last) } : input)] },
        select: rowSelect,
        orderBy: [{ laneOrder: newer ? "asc" : "desc" }, { id: newer ? "asc" : "desc" }],
        take,
      }),
  });
  const { page, ...neighbours } = newestFirst(rows, input, cursorOf);
  const names = await currentNames(
    ctx.db,
    page.map((row) => row.destination),
  );
  return {
    deliveries: page.map((row) => viewOf(row, names, ctx.clock.now())),
    ...neighbours,
    mayRedeliver: ability.may("delivery:redeliver"),
  };
}

type Row = Prisma.DeliveryGetPayload<{ select: typeof rowSelect }>;

function viewOf(row: Row, names: Map<string, string>, now: Date) {
  const { destination, laneOrder, event, ...rest } = row;
  const name = names.get(destination.id) ?? destination.name;
  const waiting = row.state === "waiting";
  return {
    ...rest,
    laneOrder: laneOrder.toString(),
    event: { ...event, title: knownType(event.type)?.title ?? event.type },
    destination: { id: destination.id, name, deleted: destination.deletedAt !== null },
    /** Until when it is held back, for its destination is muted or has quiet hours. */
    heldUntil: waiting && row.laneClass === "normal" ? (holdOf(destination, now)?.until ?? null) : null,
    /** The sentence for which it waits until somebody mends something. */
    parked: waiting ? (brokenSentence({ ...destination, name })?.sentence ?? null) : null,
  };
}

const cursorOf = (row: Row): string => `${row.laneOrder}.${row.id}`;

function pageOf(input: { before?: string; after?: string }): Prisma.DeliveryWhereInput {
  const [order = "", id = ""] = (input.before ?? input.after ?? "").split(".");
  if (order === "") return {};
  const side = input.before === undefined ? "gt" : "lt";
  return {
    OR: [{ laneOrder: { [side]: BigInt(order) } }, { laneOrder: BigInt(order), id: { [side]: id } }],
  };
}

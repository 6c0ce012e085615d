import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Ability } from "#server/authz/ability.ts";
import { fetchAllowed } from "#server/authz/fetch-allowed.ts";
import { mayAt, placeWhere } from "#server/authz/place-where.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { textFilter } from "#server/deliveries/delivery-filter.ts";
import { knownType } from "#server/events/catalogue.ts";
import { asksNewer, newestFirst } from "#server/newest-first.ts";

const positionCursor = z
  .string()
  .regex(/^\d{1,18}$/, "This page's address is not complete. Open the list anew.");

export const listEventsInput = z.object({
  projectId: z.uuid(),
  eventType: z.string().max(200).optional(),
  environment: z.string().max(100).optional(),
  /** Part of the event's subject or secret path. */
  text: z.string().trim().max(200).optional(),
  /** `unmatched`: only events that went nowhere. */
  matched: z.enum(["matched", "unmatched"]).optional(),
  /** Older than this position. */
  before: positionCursor.optional(),
  /** Newer than this position; counts only without `before`. */
  after: positionCursor.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});

const rowSelect = {
  id: true,
  position: true,
  type: true,
  subject: true,
  environment: true,
  secretPath: true,
  severity: true,
  time: true,
  deliveries: { select: { state: true } },
} satisfies Prisma.EventSelect;

/** A project's events, newest first, by filter and cursor, with the states of their deliveries. */
export async function listEvents(ctx: Context, input: z.output<typeof listEventsInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "event:read");
  const newer = asksNewer(input);
  const where = [whereOf(project.id, input), placeWhere(ability, "event:read")];
  const rows = await fetchAllowed<Row>({
    take: input.limit + 1,
    allowed: (row) => mayAt(ability, "event:read", row),
    fetch: (take, last) =>
      ctx.db.event.findMany({
        where: { AND: [...where, last ? { position: { [newer ? "gt" : "lt"]: last.position } } : {}] },
        select: rowSelect,
        orderBy: { position: newer ? "asc" : "desc" },
        take,
      }),
  });
  const { page, ...neighbours } = newestFirst(rows, input, (row) => row.position.toString());
  return { events: page.map(viewOf), ...neighbours };
}

type Row = Prisma.EventGetPayload<{ select: typeof rowSelect }>;

function viewOf(row: Row) {
  const { deliveries, position, ...rest } = row;
  const count = (...states: string[]) => deliveries.filter((d) => states.includes(d.state)).length;
  return {
    ...rest,
    position: position.toString(),
    title: knownType(row.type)?.title ?? row.type,
    deliveries: {
      sent: count("delivered"),
      waiting: count("waiting", "sending"),
      failed: count("failed", "rejected", "expired"),
      cancelled: count("cancelled"),
    },
  };
}

function whereOf(projectId: string, input: z.output<typeof listEventsInput>): Prisma.EventWhereInput {
  const { eventType, environment, text, matched, before, after } = input;
  return {
    projectId,
    ...(eventType ? { type: eventType } : {}),
    ...(environment ? { environment } : {}),
    ...(text ? { OR: textFilter(text) } : {}),
    ...(matched ? { deliveries: matched === "matched" ? { some: {} } : { none: {} } } : {}),
    ...(before !== undefined
      ? { position: { lt: BigInt(before) } }
      : after !== undefined
        ? { position: { gt: BigInt(after) } }
        : {}),
  };
}

export const listSetAsideInput = z.object({ projectId: z.uuid() });

/** Accepted events of a project that could not be read: kept, shown, and in nobody's way. Newest first. */
export async function listSetAside(ctx: Context, input: z.output<typeof listSetAsideInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "event:read");
  const rows = await setAsideRows(ctx, project.id, ability, 50);
  return rows.map(({ id: _, payload, ...rest }) => ({ ...rest, type: readable.parse(payload).type }));
}

/** How many there are, up to a thousand. */
export async function countSetAside(ctx: Context, projectId: string, ability: Ability): Promise<number> {
  if (!ability.may("event:read")) return 0;
  return (await setAsideRows(ctx, projectId, ability, 1_000)).length;
}

/** What can be told of a payload that cannot be read as an event. */
const readable = z
  .object({
    type: z.string().nullable().catch(null),
    environment: z.string().nullable().catch(null),
    secretPath: z.string().nullable().catch(null),
  })
  .catch({ type: null, environment: null, secretPath: null });

function setAsideRows(ctx: Context, projectId: string, ability: Ability, take: number) {
  const fetch = (count: number, last?: { id: bigint }) =>
    ctx.db.outbox.findMany({
      where: { projectId, setAsideAt: { not: null }, ...(last ? { id: { lt: last.id } } : {}) },
      select: {
        id: true,
        eventId: true,
        payload: true,
        createdAt: true,
        setAsideAt: true,
        setAsideReason: true,
      },
      orderBy: { id: "desc" },
      take: count,
    });
  return fetchAllowed<Awaited<ReturnType<typeof fetch>>[number]>({
    take,
    allowed: (row) => mayAt(ability, "event:read", readable.parse(row.payload)),
    fetch,
  });
}

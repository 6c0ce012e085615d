import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { textFilter } from "#server/deliveries/list-deliveries.ts";
import { catalogue } from "#server/events/catalogue.ts";

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
  const { project } = await requireProject(ctx, input.projectId, "event:read");
  const newer = input.before === undefined && input.after !== undefined;
  const rows = await ctx.db.event.findMany({
    where: whereOf(project.id, input),
    select: rowSelect,
    orderBy: { position: newer ? "asc" : "desc" },
    take: input.limit + 1,
  });
  const page = rows.slice(0, input.limit);
  if (newer) page.reverse();
  const more = rows.length > input.limit;
  const first = page[0]?.position.toString() ?? null;
  const last = page.at(-1)?.position.toString() ?? null;
  return {
    events: page.map(viewOf),
    /** Cursors of the neighbouring pages, null where there is none. */
    newer: newer ? (more ? first : null) : input.before === undefined ? null : first,
    older: newer || more ? last : null,
  };
}

function viewOf(row: Prisma.EventGetPayload<{ select: typeof rowSelect }>) {
  const { deliveries, position, ...rest } = row;
  const count = (...states: string[]) => deliveries.filter((d) => states.includes(d.state)).length;
  return {
    ...rest,
    position: position.toString(),
    title: catalogue.get(row.type)?.title ?? row.type,
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
  const { project } = await requireProject(ctx, input.projectId, "event:read");
  const rows = await ctx.db.outbox.findMany({
    where: { projectId: project.id, setAsideAt: { not: null } },
    select: { eventId: true, payload: true, createdAt: true, setAsideAt: true, setAsideReason: true },
    orderBy: { id: "desc" },
    take: 50,
  });
  return rows.map(({ payload, ...rest }) => ({ ...rest, type: typeOf(payload) }));
}

const typed = z.object({ type: z.string() });

function typeOf(payload: unknown): string | null {
  const parsed = typed.safeParse(payload);
  return parsed.success ? parsed.data.type : null;
}

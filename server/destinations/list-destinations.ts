import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Db } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { brokenSentence, type Trouble } from "#server/destinations/broken-sentence.ts";
import { type Place, targetSelect } from "#server/destinations/destination-kind.ts";
import { type Hold, holdOf } from "#server/destinations/hold.ts";
import { type QuietHours, readQuietHours } from "#server/destinations/quiet-hours.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import type { Remedy } from "#server/delivery/outcome.ts";
import { notFound } from "#server/errors.ts";
import { subscriptionSelect } from "#server/subscriptions/find-subscription.ts";

const rowSelect = {
  ...targetSelect,
  project: { select: { ...targetSelect.project.select, fallbackDestinationId: true } },
  mutedBy: true,
  lastDeliveredAt: true,
  createdAt: true,
  subscriptions: {
    // One that the matrix emptied stays without events for as long as something it matched waits.
    where: { deletedAt: null, eventTypes: { isEmpty: false } },
    select: subscriptionSelect,
    orderBy: { createdAt: "asc" },
  },
} satisfies Prisma.DestinationSelect;
type Row = Prisma.DestinationGetPayload<{ select: typeof rowSelect }>;

/** A destination as its pages show it. `trouble` is why nothing can be sent to it, with the remedy. */
export type DestinationView = {
  id: string;
  kind: Row["kind"];
  /** The channel's current name, as Slack last told it. */
  name: string;
  enabled: boolean;
  channelId: string | null;
  channelIsPrivate: boolean;
  integration: { id: string; alias: string; teamName: string } | null;
  /** What it is, and through what it is reached. */
  place: Place;
  /** How it is pointed elsewhere. */
  readdress: Remedy;
  /** The project is told here that another one is broken. */
  isFallback: boolean;
  trouble: Trouble | null;
  /** What is not urgent is held back now: why and until when. */
  hold: Hold | null;
  /** Who muted it until when; null while it is not muted. */
  muted: { until: Date; by: string | null } | null;
  quietHours: QuietHours | null;
  /** What was held is summed up afterwards; else it is sent one by one. */
  sumsUp: boolean;
  brokenAt: Date | null;
  lastDeliveredAt: Date | null;
  createdAt: Date;
  /** Deliveries that wait for it: what disabling or deleting it would cancel. */
  waiting: number;
  subscriptions: Row["subscriptions"];
};

export const listDestinationsInput = z.object({ projectId: z.uuid() });
export const getDestinationInput = z.object({ projectId: z.uuid(), destinationId: z.uuid() });

/** A project's destinations with health and last delivery, oldest first. */
export async function listDestinations(ctx: Context, input: z.output<typeof listDestinationsInput>) {
  const { project, may } = await requireProject(ctx, input.projectId, "notification:read");
  const rows = await ctx.db.destination.findMany({
    where: { projectId: project.id, deletedAt: null },
    select: rowSelect,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const destinations = await viewsOf(ctx, project.id, rows);
  const { organizationId } = project;
  return { destinations, organizationId, mayManage: may("notification:manage") };
}

/** One destination of a project. */
export async function getDestination(ctx: Context, input: z.output<typeof getDestinationInput>) {
  const { project, may } = await requireProject(ctx, input.projectId, "notification:read");
  const row = await ctx.db.destination.findFirst({
    where: { id: input.destinationId, projectId: project.id, deletedAt: null },
    select: rowSelect,
  });
  const [destination] = row ? await viewsOf(ctx, project.id, [row]) : [];
  if (!destination) throw notFound("destination");
  return {
    destination,
    organizationId: project.organizationId,
    mayManage: may("notification:manage"),
  };
}

async function viewsOf(ctx: Context, projectId: string, rows: Row[]): Promise<DestinationView[]> {
  const { db } = ctx;
  const now = ctx.clock.now();
  const ids = rows.map((row) => row.id);
  const waiting = await db.delivery.groupBy({
    by: ["destinationId"],
    where: { projectId, destinationId: { in: ids }, state: "waiting" },
    _count: true,
  });
  const names = await currentNames(db, rows);
  return rows.map((row) => {
    const { id, kind, enabled, channelId, channelIsPrivate, brokenAt, lastDeliveredAt, createdAt } = row;
    const name = names.get(id) ?? row.name;
    const { subscriptions, integration } = row;
    return {
      id,
      kind,
      name,
      enabled,
      channelId,
      channelIsPrivate,
      integration: integration && {
        id: integration.id,
        alias: integration.alias,
        teamName: integration.teamName,
      },
      place: destinationKinds[kind].place(row),
      readdress: destinationKinds[kind].readdress,
      isFallback: row.project.fallbackDestinationId === id,
      trouble: brokenSentence({ ...row, name }),
      hold: holdOf(row, now),
      muted: row.mutedUntil && row.mutedUntil > now ? { until: row.mutedUntil, by: row.mutedBy } : null,
      quietHours: readQuietHours(row.quietHours),
      sumsUp: destinationKinds[kind].folding !== null,
      brokenAt,
      lastDeliveredAt,
      createdAt,
      waiting: waiting.find((w) => w.destinationId === id)?._count ?? 0,
      subscriptions,
    };
  });
}

type Located = { id: string; channelId: string | null; integration: { id: string } | null };

/** The names that channels have in Slack now, by destination; a destination without a known channel is left out. */
export async function currentNames(db: Db, places: readonly Located[]): Promise<Map<string, string>> {
  const pairs = places.flatMap(({ channelId, integration }) =>
    channelId && integration ? [{ channelId, integrationId: integration.id }] : [],
  );
  if (pairs.length === 0) return new Map();
  const channels = await db.slackChannel.findMany({
    where: { OR: pairs },
    select: { integrationId: true, channelId: true, name: true },
  });
  const byPair = new Map(channels.map((c) => [`${c.integrationId}/${c.channelId}`, `#${c.name}`]));
  const names = new Map<string, string>();
  for (const { id, channelId, integration } of places) {
    const name = byPair.get(`${integration?.id}/${channelId}`);
    if (name) names.set(id, name);
  }
  return names;
}

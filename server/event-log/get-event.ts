import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { mayAt } from "#server/authz/place-where.ts";
import type { Context } from "#server/context.ts";
import type { Db } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { brokenSentence } from "#server/destinations/broken-sentence.ts";
import { targetSelect } from "#server/destinations/destination-kind.ts";
import { currentNames } from "#server/destinations/list-destinations.ts";
import { notFound } from "#server/errors.ts";
import { explainEntry, whyNothingMatched } from "#server/event-log/explain-event.ts";
import { isNotice, knownType } from "#server/events/catalogue.ts";
import { type Explanation, explanationSchema } from "#server/subscriptions/match.ts";
import type { Snapshot } from "#server/subscriptions/record-revision.ts";

export const getEventInput = z.object({ projectId: z.uuid(), eventId: z.uuid() });

const eventSelect = {
  id: true,
  position: true,
  source: true,
  type: true,
  subject: true,
  time: true,
  environment: true,
  secretPath: true,
  severity: true,
  data: true,
  generation: true,
  explanation: true,
  sequencedAt: true,
  deliveries: {
    select: {
      id: true,
      state: true,
      tries: true,
      nextTryAt: true,
      reason: true,
      deliveredAt: true,
      createdAt: true,
      destination: { select: targetSelect },
    },
    orderBy: { id: "asc" },
  },
} satisfies Prisma.EventSelect;

const unreadable = "Why this event matched or did not was kept in a form that cannot be read any more.";
const noticeSentence = "A notice goes to the project's fallback destination, whatever is subscribed.";

const snapshotSchema: z.ZodType<Snapshot> = z.object({
  eventTypes: z.array(z.string()),
  environments: z.array(z.string()),
  pathGlob: z.string().nullable(),
  enabled: z.boolean(),
  deleted: z.boolean(),
  destination: z.object({ id: z.string(), name: z.string(), enabled: z.boolean(), deleted: z.boolean() }),
});

/** One event with its deliveries, and for each subscription as it then stood why it matched or did not. */
export async function getEvent(ctx: Context, input: z.output<typeof getEventInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "event:read");
  const row = await ctx.db.event.findFirst({
    where: { id: input.eventId, projectId: project.id },
    select: eventSelect,
  });
  if (!row || !mayAt(ability, "event:read", row)) throw notFound("event");
  const { explanation: stored, deliveries, position, ...rest } = row;
  const parsed = explanationSchema.safeParse(stored);
  const explanation = parsed.success ? parsed.data : [];
  const snapshots = await snapshotsOf(ctx.db, project.id, explanation);
  const names = await currentNames(
    ctx.db,
    deliveries.map((delivery) => delivery.destination),
  );
  return {
    ...rest,
    position: position.toString(),
    title: knownType(row.type)?.title ?? row.type,
    notice: isNotice(row.type) ? noticeSentence : null,
    whyNothing: isNotice(row.type) ? null : parsed.success ? whyNothingMatched(explanation) : unreadable,
    explanation: explanation.map((entry) => ({
      subscriptionId: entry.subscriptionId,
      destinationId: entry.destinationId,
      destinationName: entry.destinationName,
      matched: entry.matched,
      reason: entry.reason,
      sentence: explainEntry(entry, row, snapshots.get(keyOf(entry)) ?? null),
    })),
    deliveries: deliveries.map(({ destination, ...delivery }) => {
      const name = names.get(destination.id) ?? destination.name;
      const trouble = delivery.state === "waiting" ? brokenSentence({ ...destination, name }) : null;
      return {
        ...delivery,
        destination: { id: destination.id, name, deleted: destination.deletedAt !== null },
        parked: trouble?.sentence ?? null,
      };
    }),
  };
}

const keyOf = (entry: { subscriptionId: string; revision: number }) =>
  `${entry.subscriptionId}/${entry.revision}`;

async function snapshotsOf(
  db: Db,
  projectId: string,
  explanation: Explanation,
): Promise<Map<string, Snapshot>> {
  const rows = await db.subscriptionRevision.findMany({
    where: {
      subscriptionId: { in: explanation.map((entry) => entry.subscriptionId) },
      subscription: { projectId },
    },
    select: { subscriptionId: true, revision: true, snapshot: true },
  });
  const snapshots = new Map<string, Snapshot>();
  for (const row of rows) {
    const snapshot = snapshotSchema.safeParse(row.snapshot);
    if (snapshot.success) snapshots.set(keyOf(row), snapshot.data);
  }
  return snapshots;
}

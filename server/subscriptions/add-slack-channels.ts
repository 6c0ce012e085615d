import { z } from "zod";
import type { AuditInput } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import {
  findChannels,
  findIntegration,
  findOrCreateSlackDestination,
} from "#server/destinations/create-slack-destination.ts";
import { newId } from "#server/ids.ts";
import { editEventTypes, eventTypesSchema, normalizeEventTypes } from "#server/subscriptions/event-types.ts";
import { auditShape, subscriptionSelect } from "#server/subscriptions/find-subscription.ts";
import { lockSubscriptions, recordRevision } from "#server/subscriptions/record-revision.ts";
import {
  checkEnvironments,
  type Filter,
  filterSchema,
  sameFilter,
} from "#server/subscriptions/subscription-filter.ts";

/** Channels of one order: the project's events wait to be matched until all of them are written. */
export const channelsMax = 50;

export const addSlackChannelsInput = z.object({
  projectId: z.uuid(),
  integrationId: z.uuid(),
  /** Which channels get which events; a channel may stand in several. */
  selections: z
    .array(
      z.object({
        eventTypes: eventTypesSchema,
        channelIds: z.array(z.string().min(1).max(100)).min(1, "Choose at least one channel.").max(200),
      }),
    )
    .min(1, "Choose at least one channel for one event.")
    .max(200)
    .refine((selections) => eventTypesByChannel(selections).size <= channelsMax, {
      message: `Choose at most ${channelsMax} channels at once, and add the others afterwards.`,
    }),
  filter: filterSchema.default({ environments: [], pathGlob: null }),
});

type Audit = Omit<AuditInput, "organizationId" | "projectId">;
type Touched = { subscriptionId: string | null; audits: Audit[] };

/**
 * Add → Slack: makes the destinations that are missing, one per channel and integration in a project, and subscribes
 * each to its events under the filter. Events join a subscription with the same filter where there is one.
 */
export async function addSlackChannels(ctx: Context, input: z.output<typeof addSlackChannelsInput>) {
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const integration = await findIntegration(tx, project.organizationId, input.integrationId);
    await checkEnvironments(tx, project.id, input.filter.environments, "filter.environments");
    const wanted = eventTypesByChannel(input.selections);
    const channels = await findChannels(tx, integration, [...wanted.keys()], "selections");
    const destinations: { id: string; name: string; created: boolean }[] = [];
    const touched: Touched[] = [];
    for (const [channelId, eventTypes] of wanted) {
      const channel = channels.get(channelId);
      if (!channel) continue;
      const place = { projectId: project.id, integrationId: integration.id, channel };
      const destination = await findOrCreateSlackDestination(tx, ctx, place);
      destinations.push(destination);
      const subscribed = await subscribe(tx, ctx, project.id, destination, eventTypes, input.filter);
      if (destination.created) subscribed.audits.unshift(destinationAudit(destination, integration.alias));
      touched.push(subscribed);
    }
    const subscriptionIds = touched.flatMap((t) => (t.subscriptionId === null ? [] : [t.subscriptionId]));
    const audits = touched.flatMap((t) => t.audits);
    if (audits.length > 0) await recordRevision(tx, ctx, { project, subscriptionIds, audits });
    return { destinations };
  });
}

/** The events of each channel over all selections, in the order the channels were chosen. Pure. */
export function eventTypesByChannel(
  selections: readonly { eventTypes: readonly string[]; channelIds: readonly string[] }[],
): Map<string, string[]> {
  const byChannel = new Map<string, string[]>();
  for (const { eventTypes, channelIds } of selections) {
    for (const id of channelIds) {
      byChannel.set(id, normalizeEventTypes([...(byChannel.get(id) ?? []), ...eventTypes]));
    }
  }
  return byChannel;
}

async function subscribe(
  tx: Tx,
  ctx: Context,
  projectId: string,
  destination: { id: string; name: string },
  added: string[],
  filter: Filter,
): Promise<Touched> {
  const there = await tx.subscription.findMany({
    where: { destinationId: destination.id, projectId, deletedAt: null },
    select: subscriptionSelect,
    orderBy: { createdAt: "asc" },
  });
  const before = there.find((row) => sameFilter(row, filter));
  const eventTypes = before ? editEventTypes(before.eventTypes, added, true) : added;
  const values = { eventTypes, ...filter, enabled: true };
  if (before?.enabled && before.eventTypes.join() === eventTypes.join()) {
    return { subscriptionId: null, audits: [] };
  }
  const id = before?.id ?? newId();
  await tx.subscription.upsert({
    where: { id },
    update: { eventTypes, enabled: true },
    create: { id, projectId, destinationId: destination.id, ...values, createdAt: ctx.clock.now() },
    select: { id: true },
  });
  const audit: Audit = {
    action: before ? "subscription.updated" : "subscription.created",
    target: { kind: "subscription", id, name: destination.name },
    ...(before ? { before: auditShape(before) } : {}),
    after: values,
  };
  return { subscriptionId: id, audits: [audit] };
}

function destinationAudit(destination: { id: string; name: string }, alias: string): Audit {
  return {
    action: "destination.created",
    target: { kind: "destination", id: destination.id, name: destination.name },
    after: { kind: "slack_app", integration: alias },
  };
}

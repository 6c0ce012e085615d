import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { invalid, notFound } from "#server/errors.ts";
import { newId } from "#server/ids.ts";

/** A channel as the picker last saw it. */
export type KnownChannel = { channelId: string; name: string; isPrivate: boolean };

/** The integration of the project's own organization, or *not found*. */
export async function findIntegration(tx: Tx, organizationId: string, integrationId: string) {
  const integration = await tx.workflowIntegration.findFirst({
    where: { id: integrationId, organizationId },
    select: { id: true, alias: true },
  });
  if (!integration) throw notFound("workflow integration");
  return integration;
}

/** The channels of an integration by their ids; refuses one that was never seen there. `field` is the input's name. */
export async function findChannels(
  tx: Tx,
  integration: { id: string; alias: string },
  channelIds: readonly string[],
  field: string,
): Promise<Map<string, KnownChannel>> {
  const rows = await tx.slackChannel.findMany({
    where: { integrationId: integration.id, channelId: { in: [...channelIds] } },
    select: { channelId: true, name: true, isPrivate: true, isArchived: true },
  });
  const known = new Map(rows.map((row) => [row.channelId, row]));
  for (const id of channelIds) {
    const channel = known.get(id);
    if (!channel) {
      throw invalid(
        field,
        `The channel ${id} is not known in ${integration.alias}. Refresh the list, or type its name in the picker.`,
      );
    }
    if (channel.isArchived) {
      throw invalid(
        field,
        `#${channel.name} is archived in Slack. Unarchive it there, or choose another channel.`,
      );
    }
  }
  return known;
}

/**
 * The project's destination for a channel: the one that is there, or a new one (a deleted one is never revived, so
 * that its history stays its own). Returns its id and whether it was made now.
 */
export async function findOrCreateSlackDestination(
  tx: Tx,
  ctx: Context,
  input: { projectId: string; integrationId: string; channel: KnownChannel },
): Promise<{ id: string; name: string; created: boolean }> {
  const { projectId, integrationId, channel } = input;
  const there = await tx.destination.findFirst({
    where: { projectId, integrationId, channelId: channel.channelId, deletedAt: null },
    select: { id: true, name: true },
  });
  if (there) return { ...there, created: false };
  const id = newId();
  const name = `#${channel.name}`;
  await tx.destination.create({
    data: {
      id,
      projectId,
      kind: "slack_app",
      name,
      integrationId,
      channelId: channel.channelId,
      channelIsPrivate: channel.isPrivate,
      createdAt: ctx.clock.now(),
    },
    select: { id: true },
  });
  return { id, name, created: true };
}

import type { Db } from "#server/db/client.ts";
import type { SlackChannelFacts } from "#server/slack/channels/channel-object.ts";

/** Writes what Slack told of channels in one statement; Prisma would need one round trip per channel. */
export async function saveChannels(
  db: Db,
  integrationId: string,
  channels: readonly SlackChannelFacts[],
  seenAt: Date,
): Promise<void> {
  // A page may name a channel twice, which one statement cannot update twice.
  const once = [...new Map(channels.map((one) => [one.channelId, one])).values()];
  const column = <K extends keyof SlackChannelFacts>(key: K) => once.map((one) => one[key]);
  await db.$executeRaw`
    insert into "SlackChannel"
      ("integrationId", "channelId", "name", "isPrivate", "isArchived", "isMember", "isShared", "seenAt")
    select ${integrationId}::uuid, c.*, ${seenAt} from unnest(
      ${column("channelId")}::text[], ${column("name")}::text[], ${column("isPrivate")}::boolean[],
      ${column("isArchived")}::boolean[], ${column("isMember")}::boolean[], ${column("isShared")}::boolean[]
    ) c
    on conflict ("integrationId", "channelId") do update set
      "name" = excluded."name", "isPrivate" = excluded."isPrivate", "isArchived" = excluded."isArchived",
      "isMember" = excluded."isMember", "isShared" = excluded."isShared", "seenAt" = excluded."seenAt"`;
}

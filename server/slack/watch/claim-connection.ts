import { Prisma } from "#server/db/generated/client.ts";
import type { Db } from "#server/db/client.ts";

/** The work that Bellwire does on a connection without anybody asking. */
export type Work = "channels" | "check" | "refresh";

const columns = {
  channels: Prisma.raw(`"channelsDueAt"`),
  check: Prisma.raw(`"checkDueAt"`),
  refresh: Prisma.raw(`"refreshDueAt"`),
};
/** How long a claim holds without being renewed; the holder renews it with every answer of Slack's. */
export const claimMs = 60_000;
/** A refresh token that was used counts for a short grace only, so whoever died with one is followed soon. */
const refreshClaimMs = 20_000;

/**
 * Claims the connection whose work is due longest, for one process: its due time moves on, and whoever dies with the
 * work leaves it to the next after that time. Null when nothing is due.
 */
export async function claimConnection(db: Db, work: Work, now: Date): Promise<string | null> {
  const column = columns[work];
  const until = new Date(now.getTime() + (work === "refresh" ? refreshClaimMs : claimMs));
  const rows = await db.$queryRaw<{ id: string }[]>`
    update "WorkflowIntegration" set ${column} = ${until} where "id" = (
      select "id" from "WorkflowIntegration" where ${column} <= ${now}
      order by ${column} limit 1 for update skip locked
    ) returning "id"`;
  return rows[0]?.id ?? null;
}

/** Claims one connection's channel list, unless somebody is fetching it or Slack asked us to wait. */
export async function claimChannels(db: Db, integrationId: string, now: Date): Promise<boolean> {
  const { count } = await db.workflowIntegration.updateMany({
    where: { id: integrationId, OR: [{ channelsDueAt: null }, { channelsDueAt: { lte: now } }] },
    data: { channelsDueAt: new Date(now.getTime() + claimMs) },
  });
  return count > 0;
}

import type { Db, Tx } from "#server/db/client.ts";

/** What Slack sent: events and interactions of a workspace, a challenge of the address, or something refused. */
export type RequestKind = "event" | "interaction" | "verification" | "refused";

type Told = { kind: RequestKind; appId?: string; teamId?: string; detail?: string };

/** How exactly the time of a request is kept where many may come: anybody can send what is refused. */
const exactMs = 60_000;

/**
 * Remembers the latest request of a kind, for the pages that say whether Slack reaches us. False where one was
 * remembered just before.
 */
export async function rememberRequest(db: Db | Tx, at: Date, told: Told): Promise<boolean> {
  const { kind, appId = "", teamId = "", detail = "" } = told;
  const row = { kind, appId, teamId };
  const stale = new Date(at.getTime() - (kind === "refused" ? exactMs : 0));
  const { count } = await db.slackRequestSeen.createMany({
    data: [{ ...row, at, detail: detail.slice(0, 100) }],
    skipDuplicates: true,
  });
  if (count > 0) return true;
  const renewed = await db.slackRequestSeen.updateMany({
    where: { ...row, at: { lte: stale } },
    data: { at, detail: detail.slice(0, 100) },
  });
  return renewed.count > 0;
}

import type { Db, Tx } from "#server/db/client.ts";

/**
 * The app of a bot whose token did not tell it (`auth.test` may not), from another connection that knows; empty where
 * none does. A bot user belongs to one app and workspace.
 */
export async function knownAppId(db: Db | Tx, bot: { teamId: string; botUserId: string }): Promise<string> {
  const { teamId, botUserId } = bot;
  const other = await db.workflowIntegration.findFirst({
    where: { teamId, botUserId, appId: { not: "" } },
    select: { appId: true },
  });
  return other?.appId ?? "";
}

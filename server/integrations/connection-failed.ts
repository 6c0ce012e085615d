import type { Tx } from "#server/db/client.ts";
import { markIntegrationsBroken } from "#server/destinations/mark-broken.ts";

/** The connection that a call was made for, with the token that it was made with. */
export type CalledConnection = {
  id: string;
  teamId: string;
  appId: string;
  tokenEnc: Uint8Array<ArrayBuffer>;
};

/** The app is gone from the workspace, for everybody who uses it there. */
const removedAtSlack: ReadonlySet<string> = new Set(["account_inactive", "token_revoked"]);

/**
 * Marks a connection whose token Slack refused; where the app was removed at Slack's side, every connection of the
 * instance through it to the workspace. A token that was replaced since the call began says nothing of the new one.
 */
export async function markConnectionFailed(
  tx: Tx,
  called: CalledConnection,
  failure: { code: string; sentence: string },
  at: Date,
): Promise<void> {
  const { id, teamId, appId, tokenEnc } = called;
  if ((await tx.workflowIntegration.count({ where: { id, tokenEnc } })) === 0) return;
  const others = removedAtSlack.has(failure.code)
    ? await tx.workflowIntegration.findMany({ where: { teamId, appId }, select: { id: true } })
    : [];
  const ids = [...new Set([id, ...others.map((one) => one.id)])];
  // In one order, for others may mark the same ones at the same time.
  await tx.$queryRaw`select 1 from "WorkflowIntegration" where "id" = any(${ids}::uuid[]) order by "id" for update`;
  await markIntegrationsBroken(tx, ids, { code: failure.code, detail: failure.sentence, at });
}

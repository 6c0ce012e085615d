import { type AuditInput, recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";

/** Writes what an instance admin did to an organization into the organization's log and into the instance's. */
export async function recordForBoth(
  tx: Tx,
  ctx: Context,
  organizationId: string,
  input: Omit<AuditInput, "organizationId">,
): Promise<void> {
  await recordAudit(tx, ctx, { ...input, organizationId });
  await recordAudit(tx, ctx, { ...input, organizationId: null });
}

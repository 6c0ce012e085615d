import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { type DeletedIntegration, deleteIntegration } from "#server/integrations/delete-integration.ts";
import { activeIntegrationId } from "#server/integrations/integration-view.ts";

export const uninstallActiveInput = z.object({ organizationId: z.uuid() });
export const uninstallOneInput = z.object({ integrationId: z.uuid() });

/** Removes the organization's active workspace, as a program does that knows no ids. */
export async function uninstallActive(
  ctx: Context,
  { organizationId }: z.output<typeof uninstallActiveInput>,
): Promise<DeletedIntegration> {
  await requireOrganization(ctx, organizationId, "integration:manage");
  const rows = await ctx.db.workflowIntegration.findMany({
    where: { organizationId },
    select: { id: true, connectedAs: true, connectedAt: true },
  });
  const integrationId = activeIntegrationId(rows);
  if (!integrationId) throw notFound("Slack integration");
  return deleteIntegration(ctx, { organizationId, integrationId });
}

/** Removes one connected workspace, known by its id alone. */
export async function uninstallOne(
  ctx: Context,
  { integrationId }: z.output<typeof uninstallOneInput>,
): Promise<DeletedIntegration> {
  const row = await ctx.db.workflowIntegration.findUnique({
    where: { id: integrationId },
    select: { organizationId: true },
  });
  if (!row) throw notFound("organization");
  // Who is not in its organization is told what they would be told if it did not exist.
  return deleteIntegration(ctx, { organizationId: row.organizationId, integrationId });
}

import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import { organizationRoleMay } from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { aliasAfter, aliasSchema, descriptionSchema } from "#server/integrations/alias.ts";
import { recordRefusedConnect } from "#server/integrations/record-refused-connect.ts";
import {
  closePendingWorkspace,
  findPendingWorkspace,
  forgetPendingWorkspace,
  openPendingWorkspace,
} from "#server/integrations/pending-workspace.ts";
import { type StoredConnection, storeIntegration } from "#server/integrations/store-integration.ts";

export const pendingWorkspaceInput = z.object({ organizationId: z.uuid(), integrationId: z.uuid() });
export const connectPendingInput = z.object({
  organizationId: z.uuid(),
  integrationId: z.uuid(),
  alias: aliasSchema,
  description: descriptionSchema,
});

/**
 * The workspace that the reader brought when reconnecting an integration of another one, and what can be done with it;
 * null where there is none.
 */
export async function getPendingWorkspace(ctx: Context, input: z.output<typeof pendingWorkspaceInput>) {
  const { organizationId } = input;
  const { role, organization } = await requireOrganization(ctx, organizationId, "integration:connect");
  const pending = await findPendingWorkspace(ctx, input);
  if (!pending) return null;
  const { teamId, teamName, expiresAt } = pending;
  const rows = await ctx.db.workflowIntegration.findMany({
    where: { organizationId },
    select: { id: true, alias: true, teamId: true },
  });
  const there = rows.find((row) => row.teamId === teamId);
  const taken = new Set(rows.map((row) => row.alias.toLowerCase()));
  return {
    teamId,
    teamName,
    expiresAt,
    /** The integration that the workspace belongs to already; connecting it renews that one. */
    connectedAs: there ? { id: there.id, alias: there.alias } : null,
    freeAlias: aliasAfter(teamName, taken),
    /** Putting it in the place of the other workspace silences channels, and one workspace is connected once. */
    mayReplace: !there && (role === null || organizationRoleMay(role, "integration:manage", organization)),
  };
}

/** Connects the brought workspace as an integration of its own, or renews the one it has. */
export async function connectPendingWorkspace(
  ctx: Context,
  input: z.output<typeof connectPendingInput>,
): Promise<StoredConnection> {
  const { organizationId, integrationId, alias, description } = input;
  try {
    await requireOrganization(ctx, organizationId, "integration:connect");
    const workspace = await openPendingWorkspace(ctx, { organizationId, integrationId });
    const wanted = { organizationId, alias, description, integrationId: null };
    return await storeIntegration(ctx, wanted, workspace, (tx) =>
      closePendingWorkspace(ctx, { organizationId, integrationId }, tx),
    );
  } catch (error) {
    const refused = { organizationId, integrationId, alias, via: "consent" } as const;
    await recordRefusedConnect(ctx, refused, error, "start");
    throw error;
  }
}

/** Lets go of the brought workspace. */
export async function forgetBroughtWorkspace(
  ctx: Context,
  input: z.output<typeof pendingWorkspaceInput>,
): Promise<void> {
  const { organizationId, integrationId } = input;
  await requireOrganization(ctx, organizationId, "integration:connect");
  const known = await ctx.db.workflowIntegration.count({ where: { id: integrationId, organizationId } });
  if (known === 0) throw notFound("integration");
  await forgetPendingWorkspace(ctx, { organizationId, integrationId });
}

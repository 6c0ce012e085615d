import { z } from "zod";
import { type OrganizationAccess, requireOrganization } from "#server/authz/access.ts";
import { planIncludes } from "#server/authz/entitlements.ts";
import { type OrganizationPermission, organizationRoleMay } from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";
import {
  activeIntegrationId,
  integrationSelect,
  integrationView,
} from "#server/integrations/integration-view.ts";

export const listIntegrationsInput = z.object({ organizationId: z.uuid() });

/** The workspaces connected to an organization, and what the reader may do with them. */
export async function listIntegrations(ctx: Context, input: z.infer<typeof listIntegrationsInput>) {
  const access = await requireOrganization(ctx, input.organizationId, "integration:read");
  const rows = await ctx.db.workflowIntegration.findMany({
    where: { organizationId: input.organizationId },
    select: {
      ...integrationSelect,
      destinations: { where: { deletedAt: null }, select: { projectId: true } },
    },
    orderBy: [{ alias: "asc" }],
  });
  const active = activeIntegrationId(rows);
  return {
    integrations: rows.map(({ destinations, ...row }) => ({
      ...integrationView(row),
      isActive: row.id === active,
      destinationCount: destinations.length,
      projectCount: new Set(destinations.map((one) => one.projectId)).size,
    })),
    may: rightsOf(access),
  };
}

/** What the reader may do with integrations; the plan is told apart, for it has another remedy. */
export function rightsOf(access: OrganizationAccess) {
  const { organization, role } = access;
  const may = (permission: OrganizationPermission) =>
    role === null || organizationRoleMay(role, permission, organization);
  return {
    connect: may("integration:connect"),
    manage: may("integration:manage"),
    planAllows: planIncludes(organization.plan, "slack"),
    plan: organization.plan,
  };
}

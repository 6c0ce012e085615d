import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import { organizationRoleMay } from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";

export const getOrganizationInput = z.object({ organizationId: z.uuid() });

/** An organization, what the person is in it, and what they may change. */
export async function getOrganization(ctx: Context, input: z.output<typeof getOrganizationInput>) {
  const { organization, role } = await requireOrganization(ctx, input.organizationId, "organization:read");
  return {
    ...organization,
    role,
    mayDelete: role === null || organizationRoleMay(role, "organization:delete", organization),
    mayUpdate: role === null || organizationRoleMay(role, "organization:update", organization),
    mayCreateProjects: role === null || organizationRoleMay(role, "project:create", organization),
  };
}

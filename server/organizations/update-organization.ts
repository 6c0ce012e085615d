import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { organizationNameSchema } from "#server/organizations/organization-fields.ts";

export const updateOrganizationInput = z.object({
  organizationId: z.uuid(),
  name: organizationNameSchema,
  membersMayConnect: z.boolean(),
});

/** Renames an organization and says whether its members may connect workspaces. */
export async function updateOrganization(
  ctx: Context,
  input: z.output<typeof updateOrganizationInput>,
): Promise<void> {
  const { organizationId, ...after } = input;
  await ctx.db.$transaction(async (tx) => {
    await lockOrganization(tx, organizationId);
    const { organization } = await requireOrganization(ctx, organizationId, "organization:update", tx);
    const before = { name: organization.name, membersMayConnect: organization.membersMayConnect };
    if (before.name === after.name && before.membersMayConnect === after.membersMayConnect) return;
    await tx.organization.update({ where: { id: organizationId }, data: after, select: { id: true } });
    await recordAudit(tx, ctx, {
      organizationId,
      action: "organization.updated",
      target: { kind: "organization", id: organizationId, name: after.name },
      before,
      after,
    });
  });
}

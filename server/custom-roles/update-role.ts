import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { roleFieldsSchema } from "#server/custom-roles/role-fields.ts";
import {
  auditedRole,
  checkFields,
  loadRole,
  lockRoles,
  requireWithin,
  rulesColumn,
} from "#server/custom-roles/save-role.ts";

export const updateRoleInput = roleFieldsSchema.extend({ projectId: z.uuid(), roleId: z.uuid() });

/** Replaces a role's name, description and rules; they count from the next request of everybody who has it. */
export async function updateRole(
  ctx: Context,
  { projectId, roleId, ...fields }: z.output<typeof updateRoleInput>,
): Promise<{ id: string }> {
  return ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, projectId, "role:manage", tx);
    const { project } = access;
    await lockRoles(tx, project.id);
    const role = await loadRole(tx, project.id, roleId);
    // Also of what it was: who may less than a role must not take from those who have it.
    requireWithin(access, [...role.rules, ...fields.rules]);
    await checkFields(tx, project.id, fields, role.id);
    const before = auditedRole(role);
    const after = auditedRole(fields);
    if (JSON.stringify(before) === JSON.stringify(after)) return { id: role.id };
    const { name, description } = fields;
    await tx.customRole.update({
      where: { id: role.id, projectId: project.id },
      data: { name, description, rules: rulesColumn(fields.rules), updatedAt: ctx.clock.now() },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "custom-role.updated",
      target: { kind: "custom-role", id: role.id, name },
      before,
      after,
    });
    return { id: role.id };
  });
}

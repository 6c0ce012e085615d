import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { roleFieldsSchema } from "#server/custom-roles/role-fields.ts";
import {
  auditedRole,
  checkFields,
  lockRoles,
  requireWithin,
  rulesColumn,
} from "#server/custom-roles/save-role.ts";
import { newId } from "#server/ids.ts";

export const createRoleInput = roleFieldsSchema.extend({ projectId: z.uuid() });

/** Makes a role of the project's own. Nobody has it until it is given. */
export async function createRole(
  ctx: Context,
  { projectId, ...fields }: z.output<typeof createRoleInput>,
): Promise<{ id: string }> {
  return ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, projectId, "role:manage", tx);
    const { project } = access;
    await lockRoles(tx, project.id);
    requireWithin(access, fields.rules);
    await checkFields(tx, project.id, fields);
    const id = newId();
    const now = ctx.clock.now();
    const { name, description } = fields;
    const rules = rulesColumn(fields.rules);
    await tx.customRole.create({
      data: { id, projectId: project.id, name, description, rules, createdAt: now, updatedAt: now },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "custom-role.created",
      target: { kind: "custom-role", id, name },
      after: auditedRole(fields),
    });
    return { id };
  });
}

import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { holdersOf } from "#server/custom-roles/role-holders.ts";
import { auditedRole, loadRole, lockRoles, requireWithin } from "#server/custom-roles/save-role.ts";
import { conflict } from "#server/errors.ts";

export const deleteRoleInput = z.object({ projectId: z.uuid(), roleId: z.uuid() });

const shown = 3;

/** Deletes a role that nobody has any more; else says who does. */
export async function deleteRole(ctx: Context, input: z.output<typeof deleteRoleInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, input.projectId, "role:manage", tx);
    const { project } = access;
    await lockRoles(tx, project.id);
    const role = await loadRole(tx, project.id, input.roleId);
    requireWithin(access, role.rules);
    const holders = (await holdersOf(tx, project.id, role.id)).map((one) => one.name);
    if (holders.length > 0) {
      const more = holders.length - shown;
      const who = holders.slice(0, shown).join(", ") + (more > 0 ? ` and ${more} more` : "");
      throw conflict(
        `${who} ${holders.length === 1 ? "has" : "have"} this role. Give ${holders.length === 1 ? "them" : "each of them"} another one under Members first.`,
      );
    }
    await tx.customRole.delete({ where: { id: role.id, projectId: project.id }, select: { id: true } });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "custom-role.deleted",
      target: { kind: "custom-role", id: role.id, name: role.name },
      before: auditedRole(role),
    });
  });
}

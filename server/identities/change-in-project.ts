import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import { heldRole, roleSelect } from "#server/authz/custom-role.ts";
import type { Context } from "#server/context.ts";
import { projectRoleChoice, requireCovers, roleToGive } from "#server/custom-roles/role-choice.ts";
import type { Tx } from "#server/db/client.ts";
import { notFound } from "#server/errors.ts";

export const changeIdentityInProjectInput = z
  .object({ projectId: z.uuid(), identityId: z.uuid() })
  .and(projectRoleChoice);
export const removeIdentityFromProjectInput = z.object({ projectId: z.uuid(), identityId: z.uuid() });

/** Gives an identity another role in a project; it counts from its next request on. */
export async function changeIdentityInProject(
  ctx: Context,
  input: z.output<typeof changeIdentityInProjectInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, input.projectId, "project-member:manage", tx);
    const { project } = access;
    const membership = await lockMembership(tx, project.id, input.identityId);
    requireCovers(access.ability, membership.held);
    const given = await roleToGive(tx, access, input);
    const { role, customRoleId } = given.columns;
    if (membership.role === role && membership.customRoleId === customRoleId) return;
    await tx.identityProjectMember.update({
      where: { projectId_identityId: { projectId: project.id, identityId: input.identityId } },
      data: given.columns,
      select: { identityId: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project-identity.role-changed",
      target: { kind: "identity", id: input.identityId, name: membership.name },
      before: { role: membership.held?.roleName ?? null },
      after: { role: given.name },
    });
  });
}

/** Takes an identity out of a project; it stays in the organization. */
export async function removeIdentityFromProject(
  ctx: Context,
  input: z.output<typeof removeIdentityFromProjectInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { project, ability } = await requireProject(ctx, input.projectId, "project-member:manage", tx);
    const membership = await lockMembership(tx, project.id, input.identityId);
    requireCovers(ability, membership.held);
    await tx.identityProjectMember.delete({
      where: { projectId_identityId: { projectId: project.id, identityId: input.identityId } },
      select: { identityId: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project-identity.removed",
      target: { kind: "identity", id: input.identityId, name: membership.name },
      before: { role: membership.held?.roleName ?? null },
    });
  });
}

async function lockMembership(tx: Tx, projectId: string, identityId: string) {
  await tx.$queryRaw`
    select 1 from "IdentityProjectMember"
    where "projectId" = ${projectId}::uuid and "identityId" = ${identityId}::uuid for no key update`;
  const row = await tx.identityProjectMember.findUnique({
    where: { projectId_identityId: { projectId, identityId } },
    select: { ...roleSelect, customRoleId: true, identity: { select: { name: true } } },
  });
  if (!row) throw notFound("machine identity in the project");
  return { role: row.role, customRoleId: row.customRoleId, name: row.identity.name, held: heldRole(row) };
}

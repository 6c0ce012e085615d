import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { projectRoleChoice, roleToGive } from "#server/custom-roles/role-choice.ts";
import { conflict, invalid } from "#server/errors.ts";
import { lockIdentityRow } from "#server/identities/find-identity.ts";

export const addIdentityToProjectInput = z
  .object({ projectId: z.uuid(), identityId: z.uuid("Choose a machine identity of the organization.") })
  .and(projectRoleChoice);

/** Adds an identity of the organization to a project, with a role that is not beyond the giver's own. */
export async function addIdentityToProject(
  ctx: Context,
  input: z.output<typeof addIdentityToProjectInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, input.projectId, "project-member:manage", tx);
    const { project } = access;
    await lockIdentityRow(tx, { organizationId: project.organizationId, identityId: input.identityId });
    const identity = await tx.machineIdentity.findUnique({
      where: { id: input.identityId, organizationId: project.organizationId },
      select: { name: true, role: true },
    });
    if (!identity) {
      throw invalid(
        "identityId",
        "The organization has no such machine identity any more. Choose another one.",
      );
    }
    if (identity.role !== "member") {
      throw conflict(
        `${identity.name} is an admin of the organization and so an admin of every project.`,
        "identityId",
      );
    }
    const given = await roleToGive(tx, access, input);
    const made = await tx.identityProjectMember.createMany({
      data: [
        {
          projectId: project.id,
          identityId: input.identityId,
          ...given.columns,
          createdAt: ctx.clock.now(),
        },
      ],
      skipDuplicates: true,
    });
    if (made.count === 0) throw conflict(`${identity.name} is in this project already.`, "identityId");
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project-identity.added",
      target: { kind: "identity", id: input.identityId, name: identity.name },
      after: { role: given.name },
    });
  });
}

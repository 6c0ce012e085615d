import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { projectRoleChoice, roleToGive } from "#server/custom-roles/role-choice.ts";
import { conflict, invalid } from "#server/errors.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";

export const addProjectMemberInput = z
  .object({ projectId: z.uuid(), userId: z.uuid("Choose a member of the organization.") })
  .and(projectRoleChoice);

/**
 * Adds a member of the organization to a project, with a role that is not beyond the giver's own. Owners and admins of
 * the organization are in it already.
 */
export async function addProjectMember(
  ctx: Context,
  input: z.output<typeof addProjectMemberInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, input.projectId, "project-member:manage", tx);
    const { project } = access;
    // A removal from the organization at the same time takes the project roles along, also this one.
    await lockOrganization(tx, project.organizationId);
    const inOrganization = await tx.organizationMember.findUnique({
      where: { organizationId_userId: { organizationId: project.organizationId, userId: input.userId } },
      select: { role: true, user: { select: { name: true, email: true } } },
    });
    if (!inOrganization) {
      throw invalid(
        "userId",
        "This person is not in the organization. Invite them under Members there first.",
      );
    }
    const { role, user } = inOrganization;
    if (role !== "member") {
      throw conflict(
        `${user.name} is an ${role} of the organization and so an admin of every project.`,
        "userId",
      );
    }
    const given = await roleToGive(tx, access, input);
    const made = await tx.projectMember.createMany({
      data: [{ projectId: project.id, userId: input.userId, ...given.columns }],
      skipDuplicates: true,
    });
    if (made.count === 0) throw conflict(`${user.name} is in this project already.`, "userId");
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project-member.added",
      target: { kind: "user", id: input.userId, name: user.email },
      after: { role: given.name },
    });
  });
}

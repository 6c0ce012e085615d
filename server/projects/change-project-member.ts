import { z } from "zod";
import { endGrantsOf } from "#server/access-requests/end-grants.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import { heldRole, roleSelect } from "#server/authz/custom-role.ts";
import { type Context, requireUser } from "#server/context.ts";
import { projectRoleChoice, requireCovers, roleToGive } from "#server/custom-roles/role-choice.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict, notFound } from "#server/errors.ts";

export const changeProjectMemberInput = z
  .object({ projectId: z.uuid(), userId: z.uuid() })
  .and(projectRoleChoice);
export const removeProjectMemberInput = z.object({ projectId: z.uuid(), userId: z.uuid() });
export const leaveProjectInput = z.object({ projectId: z.uuid() });

/** Gives a project member another role, neither from nor to one beyond the giver's own; it counts from their next request on. */
export async function changeProjectMember(
  ctx: Context,
  input: z.output<typeof changeProjectMemberInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, input.projectId, "project-member:manage", tx);
    const { project } = access;
    const member = await findProjectMember(tx, project.id, input.userId);
    requireCovers(access.ability, member.held);
    const given = await roleToGive(tx, access, input);
    const { role, customRoleId } = given.columns;
    if (member.role === role && member.customRoleId === customRoleId) return;
    await tx.projectMember.update({
      where: { projectId_userId: { projectId: project.id, userId: input.userId } },
      data: { role, customRoleId },
      select: { role: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project-member.role-changed",
      target: { kind: "user", id: input.userId, name: member.email },
      before: { role: member.held?.roleName ?? null },
      after: { role: given.name },
    });
  });
}

/** Takes a person out of a project; they stay in the organization. */
export async function removeProjectMember(
  ctx: Context,
  input: z.output<typeof removeProjectMemberInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { project, ability } = await requireProject(ctx, input.projectId, "project-member:manage", tx);
    const member = await findProjectMember(tx, project.id, input.userId);
    requireCovers(ability, member.held);
    await takeOut(tx, ctx, project, { userId: input.userId, member, action: "removed" });
  });
}

/** The signed-in person leaves a project; owners and admins of the organization are in every project. */
export async function leaveProject(ctx: Context, input: z.output<typeof leaveProjectInput>): Promise<void> {
  const { id: userId } = requireUser(ctx);
  await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "project:read", tx);
    const inOrganization = await tx.organizationMember.findUniqueOrThrow({
      where: { organizationId_userId: { organizationId: project.organizationId, userId } },
      select: { role: true },
    });
    if (inOrganization.role !== "member") {
      throw conflict(
        `You are an ${inOrganization.role} of the organization and so an admin of every project.`,
      );
    }
    const member = await findProjectMember(tx, project.id, userId);
    await takeOut(tx, ctx, project, { userId, member, action: "left" });
  });
}

async function takeOut(
  tx: Tx,
  ctx: Context,
  project: { id: string; organizationId: string },
  out: {
    userId: string;
    member: Awaited<ReturnType<typeof findProjectMember>>;
    action: "removed" | "left";
  },
): Promise<void> {
  const { userId, member, action } = out;
  await tx.projectMember.delete({
    where: { projectId_userId: { projectId: project.id, userId } },
    select: { userId: true },
  });
  const endedGrants = await endGrantsOf(tx, ctx, { userId, projects: { id: project.id } });
  await recordAudit(tx, ctx, {
    organizationId: project.organizationId,
    projectId: project.id,
    action: `project-member.${action}`,
    target: { kind: "user", id: userId, name: member.email },
    before: { role: member.held?.roleName ?? null },
    after: { endedGrants },
  });
}

async function findProjectMember(tx: Tx, projectId: string, userId: string) {
  await tx.$queryRaw`
    select 1 from "ProjectMember"
    where "projectId" = ${projectId}::uuid and "userId" = ${userId}::uuid for no key update`;
  const member = await tx.projectMember.findUnique({
    where: { projectId_userId: { projectId, userId } },
    select: { ...roleSelect, customRoleId: true, user: { select: { email: true } } },
  });
  if (!member) throw notFound("project member");
  const { role, customRoleId, user } = member;
  return { role, customRoleId, email: user.email, held: heldRole(member) };
}

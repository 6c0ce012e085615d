import { z } from "zod";
import { endGrantsOf } from "#server/access-requests/end-grants.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { notFound } from "#server/errors.ts";
import { projectRoleSchema } from "#server/projects/add-project-member.ts";

export const changeProjectMemberInput = z.object({
  projectId: z.uuid(),
  userId: z.uuid(),
  role: projectRoleSchema,
});
export const removeProjectMemberInput = z.object({ projectId: z.uuid(), userId: z.uuid() });

/** Gives a project member another role; it counts from their next request on. */
export async function changeProjectMember(
  ctx: Context,
  input: z.output<typeof changeProjectMemberInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "project-member:manage", tx);
    const member = await findProjectMember(tx, project.id, input.userId);
    if (member.role === input.role) return;
    await tx.projectMember.update({
      where: { projectId_userId: { projectId: project.id, userId: input.userId } },
      data: { role: input.role },
      select: { role: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project-member.role-changed",
      target: { kind: "user", id: input.userId, name: member.email },
      before: { role: member.role },
      after: { role: input.role },
    });
  });
}

/** Takes a person out of a project; they stay in the organization. */
export async function removeProjectMember(
  ctx: Context,
  input: z.output<typeof removeProjectMemberInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "project-member:manage", tx);
    const member = await findProjectMember(tx, project.id, input.userId);
    await tx.projectMember.delete({
      where: { projectId_userId: { projectId: project.id, userId: input.userId } },
      select: { userId: true },
    });
    const endedGrants = await endGrantsOf(tx, ctx, { userId: input.userId, projects: { id: project.id } });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project-member.removed",
      target: { kind: "user", id: input.userId, name: member.email },
      before: { role: member.role },
      after: { endedGrants },
    });
  });
}

async function findProjectMember(tx: Tx, projectId: string, userId: string) {
  await tx.$queryRaw`
    select 1 from "ProjectMember"
    where "projectId" = ${projectId}::uuid and "userId" = ${userId}::uuid for no key update`;
  const member = await tx.projectMember.findUnique({
    where: { projectId_userId: { projectId, userId } },
    select: { role: true, user: { select: { email: true } } },
  });
  if (!member) throw notFound("project member");
  return { role: member.role, email: member.user.email };
}

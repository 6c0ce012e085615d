import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";

export const listProjectMembersInput = z.object({ projectId: z.uuid() });

/**
 * The people of a project by name: those added to it, and the owners and admins of the organization, who are admins of
 * every project. With `candidates`, whom a project admin may add.
 */
export async function listProjectMembers(ctx: Context, input: z.output<typeof listProjectMembersInput>) {
  const { project, may } = await requireProject(ctx, input.projectId, "project-member:read");
  const rows = await ctx.db.organizationMember.findMany({
    where: { organizationId: project.organizationId },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
    select: {
      role: true,
      user: {
        select: {
          id: true,
          name: true,
          email: true,
          disabledAt: true,
          projects: { where: { projectId: project.id }, select: { role: true, createdAt: true } },
        },
      },
    },
  });
  const mayManage = may("project-member:manage");
  const people = rows.map(({ role: organizationRole, user }) => {
    const own = user.projects[0];
    const { id, name, email } = user;
    const inherited = organizationRole !== "member";
    return {
      id,
      name,
      email,
      disabled: user.disabledAt !== null,
      /** Through the organization's role, so it cannot be changed here. */
      through: inherited ? organizationRole : null,
      role: inherited ? ("admin" as const) : (own?.role ?? null),
      addedAt: inherited ? null : (own?.createdAt ?? null),
    };
  });
  return {
    project: { id: project.id, name: project.name, organizationId: project.organizationId },
    members: people.flatMap((one) => (one.role === null ? [] : [{ ...one, role: one.role }])),
    candidates: mayManage
      ? people
          .filter((one) => one.role === null && !one.disabled)
          .map(({ id, name, email }) => ({ id, name, email }))
      : [],
    me: requireUser(ctx).id,
    mayManage,
  };
}

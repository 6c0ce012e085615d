import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { covers } from "#server/authz/covers.ts";
import { heldRole, roleSelect } from "#server/authz/custom-role.ts";
import { type Context, requireUser } from "#server/context.ts";

export const listProjectMembersInput = z.object({ projectId: z.uuid() });

/**
 * The people of a project by name: those added to it, and the owners and admins of the organization, who are admins of
 * every project. With `candidates`, whom a project admin may add.
 */
export async function listProjectMembers(ctx: Context, input: z.output<typeof listProjectMembersInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "project-member:read");
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
          projects: { where: { projectId: project.id }, select: { ...roleSelect, createdAt: true } },
        },
      },
    },
  });
  const mayManage = ability.may("project-member:manage");
  const people = rows.map(({ role: organizationRole, user }) => {
    const own = user.projects[0];
    const { id, name, email } = user;
    const inherited = organizationRole !== "member";
    const held = own ? heldRole(own) : null;
    const customRole = own?.customRole ?? null;
    return {
      id,
      name,
      email,
      disabled: user.disabledAt !== null,
      /** Through the organization's role, so it cannot be changed here. */
      through: inherited ? organizationRole : null,
      /** A fixed role, or null beside a custom one. */
      role: inherited ? ("admin" as const) : (own?.role ?? null),
      customRole: inherited || !customRole ? null : { id: customRole.id, name: customRole.name },
      isIn: inherited || held !== null,
      mayChange: mayManage && !inherited && held !== null && covers(ability, held.ability),
      addedAt: inherited ? null : (own?.createdAt ?? null),
    };
  });
  return {
    project: { id: project.id, name: project.name, organizationId: project.organizationId },
    members: people.flatMap(({ isIn, ...one }) => (isIn ? [one] : [])),
    candidates: mayManage
      ? people.filter((one) => !one.isIn && !one.disabled).map(({ id, name, email }) => ({ id, name, email }))
      : [],
    me: requireUser(ctx).id,
    mayManage,
  };
}

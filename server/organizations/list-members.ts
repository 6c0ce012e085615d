import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import { organizationRoleMay } from "#server/authz/permissions.ts";
import { type Context, requireUser } from "#server/context.ts";

export const listMembersInput = z.object({ organizationId: z.uuid() });

/** The members of an organization by name, with the projects they were added to. */
export async function listMembers(ctx: Context, input: z.output<typeof listMembersInput>) {
  const access = await requireOrganization(ctx, input.organizationId, "organization-member:read");
  const { organization, role } = access;
  const rows = await ctx.db.organizationMember.findMany({
    where: { organizationId: organization.id },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
    select: {
      role: true,
      createdAt: true,
      user: { select: { id: true, name: true, email: true, disabledAt: true } },
    },
  });
  const inProjects = await ctx.db.projectMember.groupBy({
    by: ["userId"],
    where: { project: { organizationId: organization.id } },
    _count: true,
  });
  const counts = new Map(inProjects.map((group) => [group.userId, group._count]));
  return {
    organization: { id: organization.id, name: organization.name },
    members: rows.map(({ user, role: memberRole, createdAt }) => ({
      id: user.id,
      name: user.name,
      email: user.email,
      disabled: user.disabledAt !== null,
      role: memberRole,
      addedAt: createdAt,
      /** Projects they were added to; owners and admins are in every project besides. */
      projects: counts.get(user.id) ?? 0,
    })),
    me: requireUser(ctx).id,
    mayManage: role === null || organizationRoleMay(role, "organization-member:manage", organization),
    mayManageOwners: role === null || organizationRoleMay(role, "organization-owner:manage", organization),
  };
}

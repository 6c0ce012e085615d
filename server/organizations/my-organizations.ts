import { type Context, requireUser } from "#server/context.ts";

/** The organizations of the signed-in person, each with the projects they see: all for owners and admins. */
export async function myOrganizations(ctx: Context) {
  const { id: me } = requireUser(ctx);
  const memberships = await ctx.db.organizationMember.findMany({
    where: { userId: me },
    orderBy: { organization: { name: "asc" } },
    select: {
      role: true,
      organization: {
        select: {
          id: true,
          name: true,
          projects: {
            orderBy: { name: "asc" },
            select: { id: true, name: true, members: { where: { userId: me }, select: { role: true } } },
          },
        },
      },
    },
  });
  return memberships.map(({ role, organization }) => ({
    id: organization.id,
    name: organization.name,
    role,
    projects: organization.projects
      .filter((project) => role !== "member" || project.members.length > 0)
      .map(({ id, name }) => ({ id, name })),
  }));
}

import { z } from "zod";
import { requireOrganization, requireProject } from "#server/authz/access.ts";
import { projectRoleMay } from "#server/authz/permissions.ts";
import { type Context, requireUser } from "#server/context.ts";

export const getProjectInput = z.object({ projectId: z.uuid() });
export const listProjectsInput = z.object({ organizationId: z.uuid() });

/** A project and what the person is in it. */
export async function getProject(ctx: Context, input: z.output<typeof getProjectInput>) {
  const { project, role } = await requireProject(ctx, input.projectId, "project:read");
  return { ...project, role, mayUpdate: role === null || projectRoleMay(role, "project:update") };
}

/** The projects of an organization that the person sees, by name; owners and admins see all. */
export async function listProjects(ctx: Context, input: z.output<typeof listProjectsInput>) {
  const { organization, role } = await requireOrganization(ctx, input.organizationId, "organization:read");
  const { id: me } = requireUser(ctx);
  const seesAll = role !== "member";
  const rows = await ctx.db.project.findMany({
    where: { organizationId: organization.id, ...(seesAll ? {} : { members: { some: { userId: me } } }) },
    orderBy: { name: "asc" },
    select: {
      id: true,
      name: true,
      createdAt: true,
      environments: { orderBy: { position: "asc" }, select: { slug: true } },
      members: { where: { userId: me }, select: { role: true } },
      _count: { select: { destinations: { where: { deletedAt: null } } } },
    },
  });
  return rows.map(({ members, environments, _count, ...project }) => {
    const mine = seesAll ? "admin" : (members[0]?.role ?? "viewer");
    return {
      ...project,
      environments: environments.map((one) => one.slug),
      destinations: _count.destinations,
      role: mine,
      mayUpdate: projectRoleMay(mine, "project:update"),
    };
  });
}

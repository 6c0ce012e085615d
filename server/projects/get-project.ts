import { z } from "zod";
import { requireOrganization, requireProject } from "#server/authz/access.ts";
import { heldRole, roleSelect } from "#server/authz/custom-role.ts";
import { type Context, requireActor } from "#server/context.ts";

export const getProjectInput = z.object({ projectId: z.uuid() });
export const listProjectsInput = z.object({ organizationId: z.uuid() });

/** A project and what the person is in it. */
export async function getProject(ctx: Context, input: z.output<typeof getProjectInput>) {
  const { project, role, may } = await requireProject(ctx, input.projectId, "project:read");
  return { ...project, role, mayUpdate: may("project:update") };
}

/** The projects of an organization that the person sees, by name; owners and admins see all. */
export async function listProjects(ctx: Context, input: z.output<typeof listProjectsInput>) {
  const { organization, role } = await requireOrganization(ctx, input.organizationId, "organization:read");
  const actor = requireActor(ctx);
  const seesAll = role !== "member";
  // Both relations are read, so that the rows have one shape; an id is in one of them at most.
  const own = { members: { where: { userId: actor.id } }, identities: { where: { identityId: actor.id } } };
  const isIn =
    actor.kind === "user"
      ? { members: { some: { userId: actor.id } } }
      : { identities: { some: { identityId: actor.id } } };
  const rows = await ctx.db.project.findMany({
    where: { organizationId: organization.id, ...(seesAll ? {} : isIn) },
    orderBy: { name: "asc" },
    select: {
      id: true,
      name: true,
      createdAt: true,
      environments: { orderBy: { position: "asc" }, select: { slug: true } },
      members: { ...own.members, select: roleSelect },
      identities: { ...own.identities, select: roleSelect },
      _count: { select: { destinations: { where: { deletedAt: null } } } },
    },
  });
  return rows.map(({ members, identities, environments, _count, ...project }) => {
    const membership = members[0] ?? identities[0];
    const held = membership ? heldRole(membership) : null;
    return {
      ...project,
      environments: environments.map((one) => one.slug),
      destinations: _count.destinations,
      role: seesAll ? "admin" : (held?.roleName ?? ""),
      mayUpdate: seesAll || (held?.ability.may("project:update") ?? false),
    };
  });
}

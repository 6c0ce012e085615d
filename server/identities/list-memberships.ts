import { z } from "zod";
import { requireOrganization, requireProject } from "#server/authz/access.ts";
import { covers } from "#server/authz/covers.ts";
import { heldRole, roleSelect } from "#server/authz/custom-role.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { getIdentityInput } from "#server/identities/get-identity.ts";

export const listProjectIdentitiesInput = z.object({ projectId: z.uuid() });
export const listIdentityProjectsInput = getIdentityInput;

/**
 * The machine identities of a project by name: those added to it, and the admins of the organization, who are admins of
 * every project. With `candidates`, which a project admin may add.
 */
export async function listProjectIdentities(
  ctx: Context,
  input: z.output<typeof listProjectIdentitiesInput>,
) {
  const { project, ability } = await requireProject(ctx, input.projectId, "project-member:read");
  const mayManage = ability.may("project-member:manage");
  const rows = await ctx.db.machineIdentity.findMany({
    where: { organizationId: project.organizationId },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: {
      id: true,
      name: true,
      role: true,
      disabledAt: true,
      lastUsedAt: true,
      projects: { where: { projectId: project.id }, select: roleSelect },
    },
  });
  const identities = rows.map(({ projects, role, disabledAt, ...identity }) => {
    const inherited = role !== "member";
    const own = projects[0];
    const held = own ? heldRole(own) : null;
    const customRole = own?.customRole ?? null;
    return {
      ...identity,
      enabled: disabledAt === null,
      /** Through the organization's role, so it cannot be changed here. */
      inherited,
      /** A fixed role, or null beside a custom one. */
      role: inherited ? ("admin" as const) : (own?.role ?? null),
      customRole: inherited || !customRole ? null : { id: customRole.id, name: customRole.name },
      isIn: inherited || held !== null,
      mayChange: mayManage && !inherited && held !== null && covers(ability, held.ability),
    };
  });
  return {
    project: { id: project.id, name: project.name, organizationId: project.organizationId },
    identities: identities.flatMap(({ isIn, ...one }) => (isIn ? [one] : [])),
    candidates: mayManage
      ? identities.flatMap(({ isIn, id, name, enabled }) => (isIn ? [] : [{ id, name, enabled }]))
      : [],
    mayManage,
  };
}

/** The projects an identity was added to, and those it can be added to. */
export async function listIdentityProjects(ctx: Context, input: z.output<typeof listIdentityProjectsInput>) {
  const { organization } = await requireOrganization(ctx, input.organizationId, "identity:read");
  const identity = await ctx.db.machineIdentity.findUnique({
    where: { id: input.identityId, organizationId: organization.id },
    select: { id: true, role: true },
  });
  if (!identity) throw notFound("machine identity");
  const rows = await ctx.db.project.findMany({
    where: { organizationId: organization.id },
    orderBy: { name: "asc" },
    select: {
      id: true,
      name: true,
      identities: {
        where: { identityId: identity.id },
        select: { role: true, createdAt: true, customRole: { select: { id: true, name: true } } },
      },
    },
  });
  return {
    /** An admin of the organization is an admin of every project without being added. */
    everyProject: identity.role !== "member",
    memberships: rows.flatMap(({ identities, ...project }) =>
      identities.map(({ role, customRole, createdAt }) => ({ project, role, customRole, createdAt })),
    ),
    candidates: rows.flatMap(({ identities, ...project }) => (identities.length > 0 ? [] : [project])),
  };
}

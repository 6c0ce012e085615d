import { z } from "zod";
import { requireOrganization, requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { notFound } from "#server/errors.ts";
import { getIdentityInput } from "#server/identities/get-identity.ts";

export const listProjectIdentitiesInput = z.object({ projectId: z.uuid() });
export const listIdentityProjectsInput = getIdentityInput;

const customRolesSelect = {
  orderBy: { name: "asc" },
  select: { id: true, name: true, description: true },
} satisfies Prisma.Project$customRolesArgs;

/**
 * The machine identities of a project by name: those added to it, and the admins of the organization, who are admins of
 * every project. With `candidates`, which a project admin may add.
 */
export async function listProjectIdentities(
  ctx: Context,
  input: z.output<typeof listProjectIdentitiesInput>,
) {
  const { project, may } = await requireProject(ctx, input.projectId, "project-member:read");
  const mayManage = may("project-member:manage");
  const [rows, details] = await Promise.all([
    ctx.db.machineIdentity.findMany({
      where: { organizationId: project.organizationId },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      select: {
        id: true,
        name: true,
        role: true,
        disabledAt: true,
        lastUsedAt: true,
        projects: {
          where: { projectId: project.id },
          select: { role: true, customRole: { select: { id: true, name: true } } },
        },
      },
    }),
    ctx.db.project.findUniqueOrThrow({
      where: { id: project.id },
      select: { customRoles: customRolesSelect },
    }),
  ]);
  const identities = rows.map(({ projects, role, disabledAt, ...identity }) => ({
    ...identity,
    enabled: disabledAt === null,
    /** Through the organization's role, so it cannot be changed here. */
    inherited: role !== "member",
    role: role === "member" ? (projects[0]?.role ?? null) : ("admin" as const),
    customRole: role === "member" ? (projects[0]?.customRole ?? null) : null,
  }));
  const isIn = (one: (typeof identities)[number]) => one.role !== null || one.customRole !== null;
  return {
    project: { id: project.id, name: project.name, organizationId: project.organizationId },
    identities: identities.filter(isIn),
    candidates: mayManage
      ? identities.filter((one) => !isIn(one)).map(({ id, name, enabled }) => ({ id, name, enabled }))
      : [],
    customRoles: details.customRoles,
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
      customRoles: customRolesSelect,
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

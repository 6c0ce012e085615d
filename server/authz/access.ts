import type { Db, Tx } from "#server/db/client.ts";
import { type Context, requireUser } from "#server/context.ts";
import { forbidden, notFound } from "#server/errors.ts";
import {
  type InstancePermission,
  type OrganizationPermission,
  type OrganizationRole,
  organizationRoleMay,
  type ProjectPermission,
  type ProjectRole,
  projectRoleMay,
} from "#server/authz/permissions.ts";

/** What a person is in an organization. */
export type OrganizationAccess = {
  organization: {
    id: string;
    name: string;
    plan: "free" | "team" | "enterprise";
    membersMayConnect: boolean;
  };
  /** Null for the system, which no role binds. */
  role: OrganizationRole | null;
};

/** What a person is in a project; organization owners and admins are admins of every project. */
export type ProjectAccess = {
  project: { id: string; name: string; organizationId: string };
  role: ProjectRole | null;
};

/** Refuses anybody but instance admins. */
export function requireInstance(ctx: Context, permission: InstancePermission): void {
  if (ctx.actor?.kind === "system") return;
  if (!requireUser(ctx).isInstanceAdmin) {
    throw forbidden(`Only an instance admin may do this (${permission}).`);
  }
}

/** The organization, if the actor is in it and has the permission. Strangers get *not found*. */
export async function requireOrganization(
  ctx: Context,
  organizationId: string,
  permission: OrganizationPermission,
  tx: Db | Tx = ctx.db,
): Promise<OrganizationAccess> {
  const organization = await tx.organization.findUnique({
    where: { id: organizationId },
    select: { id: true, name: true, plan: true, membersMayConnect: true },
  });
  if (!organization) throw notFound("organization");
  if (ctx.actor?.kind === "system") return { organization, role: null };
  const membership = await tx.organizationMember.findUnique({
    where: { organizationId_userId: { organizationId, userId: requireUser(ctx).id } },
    select: { role: true },
  });
  if (!membership) throw notFound("organization");
  if (!organizationRoleMay(membership.role, permission, organization)) {
    throw forbidden(
      `Your role in ${organization.name} (${membership.role}) does not allow this. Ask an owner or admin of the organization.`,
    );
  }
  return { organization, role: membership.role };
}

/** The project, if the actor has the permission in it. Strangers, also of the same organization, get *not found*. */
export async function requireProject(
  ctx: Context,
  projectId: string,
  permission: ProjectPermission,
  tx: Db | Tx = ctx.db,
): Promise<ProjectAccess> {
  const project = await tx.project.findUnique({
    where: { id: projectId },
    select: { id: true, name: true, organizationId: true },
  });
  if (!project) throw notFound("project");
  if (ctx.actor?.kind === "system") return { project, role: null };
  const role = await projectRoleOf(tx, project, requireUser(ctx).id);
  if (!role) throw notFound("project");
  if (!projectRoleMay(role, permission)) {
    throw forbidden(`Your role in ${project.name} (${role}) does not allow this. Ask a project admin.`);
  }
  return { project, role };
}

/** A person's effective role in a project, or null. Leaving the organization ends every project role at once. */
export async function projectRoleOf(
  tx: Db | Tx,
  project: { id: string; organizationId: string },
  userId: string,
): Promise<ProjectRole | null> {
  const membership = await tx.organizationMember.findUnique({
    where: { organizationId_userId: { organizationId: project.organizationId, userId } },
    select: { role: true },
  });
  if (!membership) return null;
  if (membership.role !== "member") return "admin";
  const inProject = await tx.projectMember.findUnique({
    where: { projectId_userId: { projectId: project.id, userId } },
    select: { role: true },
  });
  return inProject?.role ?? null;
}

import type { Db, Tx } from "#server/db/client.ts";
import {
  type Context,
  type IdentityActor,
  requireActor,
  requireUser,
  type UserActor,
} from "#server/context.ts";
import { forbidden, notFound } from "#server/errors.ts";
import { type Ability, abilityOfRole, everything, type Place } from "#server/authz/ability.ts";
import { type HeldRole, heldRole, roleSelect } from "#server/authz/custom-role.ts";
import {
  type InstancePermission,
  type OrganizationPermission,
  type OrganizationRole,
  organizationRoleMay,
  type ProjectPermission,
  type ProjectRole,
} from "#server/authz/permissions.ts";

/** What a person or a machine identity is in an organization. */
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

/** What somebody is in a project; organization owners and admins are admins of every project. */
export type ProjectAccess = {
  project: { id: string; name: string; organizationId: string };
  role: ProjectRole | "custom" | "system";
  /** What they may besides: anywhere at all, or with a place there. */
  may: Ability["may"];
  ability: Ability;
};

const instanceDeeds: Record<InstancePermission, string> = {
  "slack-app:manage": "manage the Slack app",
  "user:manage": "manage people's accounts",
  "organization:manage": "manage organizations",
  "instance-audit:read": "read the audit log of the instance",
  "health:read": "see how the instance is doing",
};

/** Refuses anybody but instance admins. */
export function requireInstance(ctx: Context, permission: InstancePermission): void {
  if (ctx.actor?.kind === "system") return;
  if (!requireUser(ctx).isInstanceAdmin) {
    throw forbidden(`Only an instance admin may ${instanceDeeds[permission]}. Ask one of them.`);
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
  const role = await organizationRoleOf(tx, organizationId, requireActor(ctx));
  if (!role) throw notFound("organization");
  if (!organizationRoleMay(role, permission, organization)) {
    throw forbidden(
      `Your role in ${organization.name} (${role}) does not allow this. Ask an owner or admin of the organization.`,
    );
  }
  return { organization, role };
}

/**
 * The project, if the actor has the permission in it: with `at` at that place, else anywhere at all. Strangers, also
 * of the same organization, get *not found*.
 */
export async function requireProject(
  ctx: Context,
  projectId: string,
  permission: ProjectPermission,
  tx: Db | Tx = ctx.db,
  at?: Place,
): Promise<ProjectAccess> {
  const project = await tx.project.findUnique({
    where: { id: projectId },
    select: { id: true, name: true, organizationId: true },
  });
  if (!project) throw notFound("project");
  if (ctx.actor?.kind === "system") {
    return { project, role: "system", may: everything.may, ability: everything };
  }
  const held = await projectRoleOf(tx, project, requireActor(ctx));
  if (!held) throw notFound("project");
  const { role, roleName, ability } = held;
  if (!ability.may(permission, at)) {
    const there = at && ability.may(permission) ? " there" : "";
    throw forbidden(
      `Your role in ${project.name} (${roleName}) does not allow this${there}. Ask a project admin.`,
    );
  }
  return { project, role, may: ability.may, ability };
}

/** What somebody is in an organization, or null. */
async function organizationRoleOf(
  tx: Db | Tx,
  organizationId: string,
  actor: UserActor | IdentityActor,
): Promise<OrganizationRole | null> {
  if (actor.kind === "user") {
    const membership = await tx.organizationMember.findUnique({
      where: { organizationId_userId: { organizationId, userId: actor.id } },
      select: { role: true },
    });
    return membership?.role ?? null;
  }
  const identity = await tx.machineIdentity.findUnique({
    where: { id: actor.id, organizationId, disabledAt: null },
    select: { role: true },
  });
  return identity?.role ?? null;
}

/** What somebody is in a project, or null. Leaving the organization ends every project role at once. */
export async function projectRoleOf(
  tx: Db | Tx,
  project: { id: string; organizationId: string },
  actor: UserActor | IdentityActor,
): Promise<HeldRole | null> {
  const inOrganization = await organizationRoleOf(tx, project.organizationId, actor);
  if (!inOrganization) return null;
  if (inOrganization !== "member") {
    return { role: "admin", roleName: "admin", ability: abilityOfRole("admin") };
  }
  const projectId = project.id;
  const membership =
    actor.kind === "user"
      ? await tx.projectMember.findUnique({
          where: { projectId_userId: { projectId, userId: actor.id } },
          select: roleSelect,
        })
      : await tx.identityProjectMember.findUnique({
          where: { projectId_identityId: { projectId, identityId: actor.id } },
          select: roleSelect,
        });
  return membership && heldRole(membership);
}

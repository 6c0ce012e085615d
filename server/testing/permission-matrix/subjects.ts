import type { OrganizationRole, ProjectPermission, ProjectRole } from "#server/authz/permissions.ts";
import type { IdentityActor } from "#server/context.ts";
import { type ApiWorld, createApiWorld } from "#server/http/api-world.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createIdentity } from "#server/testing/identity.ts";
import { type contextOf, createPerson, createWorld } from "#server/testing/world.ts";

type Person = NonNullable<Parameters<typeof contextOf>[1]>;

/** What somebody is in the world's organization and project. */
export type Standing = {
  kind: "person" | "identity";
  organization: OrganizationRole | null;
  /** A fixed role, or the permissions of a custom one. */
  project: ProjectRole | readonly ProjectPermission[] | null;
  instance?: true;
};

/** What the custom role of the matrix allows. */
const customPermissions: readonly ProjectPermission[] = ["event:read", "delivery:read", "role:read"];

/** Everybody of the matrix. `foreign…` have every right in another organization and none in this one. */
export const standings = {
  owner: { kind: "person", organization: "owner", project: "admin" },
  admin: { kind: "person", organization: "admin", project: "admin" },
  member: { kind: "person", organization: "member", project: null },
  projectAdmin: { kind: "person", organization: "member", project: "admin" },
  projectMember: { kind: "person", organization: "member", project: "member" },
  projectViewer: { kind: "person", organization: "member", project: "viewer" },
  customRole: { kind: "person", organization: "member", project: customPermissions },
  instanceAdmin: { kind: "person", organization: null, project: null, instance: true },
  stranger: { kind: "person", organization: null, project: null },
  foreignOwner: { kind: "person", organization: null, project: null },
  adminIdentity: { kind: "identity", organization: "admin", project: "admin" },
  memberIdentity: { kind: "identity", organization: "member", project: null },
  projectAdminIdentity: { kind: "identity", organization: "member", project: "admin" },
  projectMemberIdentity: { kind: "identity", organization: "member", project: "member" },
  projectViewerIdentity: { kind: "identity", organization: "member", project: "viewer" },
  customRoleIdentity: { kind: "identity", organization: "member", project: customPermissions },
  foreignIdentity: { kind: "identity", organization: null, project: null },
} as const satisfies Record<string, Standing>;
export type Subject = keyof typeof standings;
const isSubject = (name: string): name is Subject => Object.hasOwn(standings, name);
export const subjects: readonly Subject[] = Object.keys(standings).filter(isSubject);

type Identity = { actor: IdentityActor; accessToken: string };

/** The world of things with everybody of the matrix in it. */
export type MatrixWorld = { things: ApiWorld; who: Record<Subject, { person: Person } | Identity> };

/** Makes a world of its own: one real thing of every kind, and everybody who may or may not reach it. */
export async function createMatrixWorld(runtime: Runtime): Promise<MatrixWorld> {
  const things = await createApiWorld(runtime);
  const { organizationId, projectId } = things;
  const foreign = await createWorld(runtime.db);
  const customRoleId = newId();
  await runtime.db.customRole.create({
    data: {
      id: customRoleId,
      projectId,
      name: "Watcher",
      rules: customPermissions.map((permission) => ({ permission })),
      updatedAt: runtime.clock.now(),
    },
  });
  const custom = await createPerson(runtime.db);
  await runtime.db.organizationMember.create({
    data: { organizationId, userId: custom.id, role: "member" },
  });
  await runtime.db.projectMember.create({ data: { projectId, userId: custom.id, customRoleId } });
  const identity = (over: Partial<Parameters<typeof createIdentity>[1]>) =>
    createIdentity(runtime, { organizationId, ...over });
  const who: MatrixWorld["who"] = {
    owner: { person: things.owner },
    admin: { person: things.admin },
    member: { person: things.member },
    projectAdmin: { person: things.projectAdmin },
    projectMember: { person: things.projectMember },
    projectViewer: { person: things.projectViewer },
    customRole: { person: custom },
    instanceAdmin: { person: things.instanceAdmin },
    stranger: { person: things.stranger },
    foreignOwner: { person: foreign.owner },
    adminIdentity: await identity({ role: "admin" }),
    memberIdentity: await identity({}),
    projectAdminIdentity: await identity({ projectId, projectRole: "admin" }),
    projectMemberIdentity: await identity({ projectId, projectRole: "member" }),
    projectViewerIdentity: await identity({ projectId, projectRole: "viewer" }),
    customRoleIdentity: await identity({ projectId, customRoleId }),
    foreignIdentity: await createIdentity(runtime, { organizationId: foreign.organizationId, role: "admin" }),
  };
  return { things, who };
}

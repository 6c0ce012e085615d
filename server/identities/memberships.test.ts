import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { addIdentityToProject } from "#server/identities/add-to-project.ts";
import { changeIdentityInProject, removeIdentityFromProject } from "#server/identities/change-in-project.ts";
import { listIdentityProjects, listProjectIdentities } from "#server/identities/list-memberships.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity, programContext } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf, createPerson, createWorld } from "#server/testing/world.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
let program: Awaited<ReturnType<typeof createIdentity>>;
let projectAdmin: Context;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
  world = await createWorld(runtime.db);
  projectAdmin = contextOf(runtime, world.projectAdmin);
});
beforeEach(async () => {
  program = await createIdentity(runtime, { organizationId: world.organizationId });
});
afterAll(() => database.drop());

const place = () => ({ projectId: world.projectId, identityId: program.id });
const customRole = async (rules: object[], projectId = world.projectId) => {
  const id = newId();
  const data = { id, projectId, name: `Role ${id}`, rules, updatedAt: new Date() };
  await runtime.db.customRole.create({ data, select: { id: true } });
  return id;
};
const rolesOf = async () => {
  const { identities } = await listProjectIdentities(projectAdmin, world);
  const found = identities.find(({ id }) => id === program.id);
  return found && { role: found.role, customRole: found.customRole?.id ?? null };
};

it("lets a project admin add an identity of the organization, change its role and remove it", async () => {
  const candidates = async () => (await listProjectIdentities(projectAdmin, world)).candidates;
  expect((await candidates()).map(({ id }) => id)).toContain(program.id);
  await addIdentityToProject(projectAdmin, { ...place(), role: "viewer" });
  expect((await candidates()).map(({ id }) => id)).not.toContain(program.id);
  await expect(addIdentityToProject(projectAdmin, { ...place(), role: "viewer" })).rejects.toMatchObject({
    code: "conflict",
  });
  const customRoleId = await customRole([{ permission: "event:read" }]);
  await changeIdentityInProject(projectAdmin, { ...place(), customRoleId });
  expect(await rolesOf()).toEqual({ role: null, customRole: customRoleId });
  await removeIdentityFromProject(projectAdmin, place());
  expect(await rolesOf()).toBeUndefined();
  await expect(removeIdentityFromProject(projectAdmin, place())).rejects.toMatchObject({ code: "not_found" });
  const log = await runtime.db.auditEntry.findMany({
    where: { targetId: program.id },
    orderBy: { id: "asc" },
  });
  expect(log).toMatchObject([
    { action: "project-identity.added", projectId: world.projectId, after: { role: "viewer" } },
    { action: "project-identity.role-changed", before: { role: "viewer" } },
    { action: "project-identity.removed", before: { role: expect.stringContaining("Role ") } },
  ]);
});

it("gives and takes rights from the next request on", async () => {
  const ctx = programContext(runtime, program.actor);
  const look = () => requireProject(ctx, world.projectId, "event:read");
  await expect(look()).rejects.toMatchObject({ code: "not_found" });
  await addIdentityToProject(projectAdmin, { ...place(), customRoleId: await customRole([]) });
  await expect(look()).rejects.toMatchObject({ code: "forbidden" });
  await changeIdentityInProject(projectAdmin, { ...place(), role: "member" });
  await expect(look()).resolves.toMatchObject({ role: "member" });
  await removeIdentityFromProject(projectAdmin, place());
  await expect(look()).rejects.toMatchObject({ code: "not_found" });
});

it("does not let somebody give a role beyond their own, or touch who has one", async () => {
  const person = await createPerson(runtime.db);
  const customRoleId = await customRole([
    { permission: "project-member:read" },
    { permission: "project-member:manage" },
    { permission: "event:read" },
  ]);
  await runtime.db.organizationMember.create({
    data: { organizationId: world.organizationId, userId: person.id, role: "member" },
  });
  await runtime.db.projectMember.create({
    data: { projectId: world.projectId, userId: person.id, customRoleId },
  });
  const limited = contextOf(runtime, person);
  await expect(addIdentityToProject(limited, { ...place(), role: "admin" })).rejects.toMatchObject({
    code: "forbidden",
  });
  const modest = await customRole([{ permission: "event:read" }]);
  await addIdentityToProject(limited, { ...place(), customRoleId: modest });
  await expect(changeIdentityInProject(limited, { ...place(), role: "member" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await changeIdentityInProject(projectAdmin, { ...place(), role: "admin" });
  await expect(changeIdentityInProject(limited, { ...place(), customRoleId: modest })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(removeIdentityFromProject(limited, place())).rejects.toMatchObject({ code: "forbidden" });
});

it("takes no custom role of another project, and no identity of another organization", async () => {
  const other = await createWorld(runtime.db);
  const customRoleId = await customRole([], other.projectId);
  await expect(addIdentityToProject(projectAdmin, { ...place(), customRoleId })).rejects.toMatchObject({
    code: "invalid",
  });
  const foreign = await createIdentity(runtime, { organizationId: other.organizationId });
  await expect(
    addIdentityToProject(projectAdmin, { ...place(), identityId: foreign.id, role: "viewer" }),
  ).rejects.toMatchObject({ code: "invalid", details: { field: "identityId" } });
  const { candidates, identities } = await listProjectIdentities(projectAdmin, world);
  expect([...candidates, ...identities].map(({ id }) => id)).not.toContain(foreign.id);
});

it("shows admins of the organization as admins of every project, who need not be added", async () => {
  const { organizationId } = world;
  program = await createIdentity(runtime, { organizationId, role: "admin" });
  expect(await rolesOf()).toEqual({ role: "admin", customRole: null });
  await expect(addIdentityToProject(projectAdmin, { ...place(), role: "viewer" })).rejects.toMatchObject({
    code: "conflict",
  });
  const owner = contextOf(runtime, world.owner);
  const projects = await listIdentityProjects(owner, { organizationId, identityId: program.id });
  expect(projects).toMatchObject({ everyProject: true, memberships: [] });
});

it("lists the projects of an identity, and those it can be added to", async () => {
  const { organizationId, projectId } = world;
  const other = await runtime.db.project.create({ data: { id: newId(), organizationId, name: "Website" } });
  await addIdentityToProject(projectAdmin, { ...place(), role: "member" });
  const owner = contextOf(runtime, world.owner);
  const projects = await listIdentityProjects(owner, { organizationId, identityId: program.id });
  expect(projects).toMatchObject({
    everyProject: false,
    memberships: [{ project: { id: projectId, name: "Payments" }, role: "member", customRole: null }],
    candidates: [{ id: other.id, name: "Website" }],
  });
});

it("shows viewers who is in the project, and nobody to add", async () => {
  const viewer = contextOf(runtime, world.projectViewer);
  expect(await listProjectIdentities(viewer, world)).toMatchObject({ candidates: [], mayManage: false });
});

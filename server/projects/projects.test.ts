import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit, listAuditInput } from "#server/audit/list-audit.ts";
import { joinWithRules } from "#server/custom-roles/test-roles.ts";
import { newId } from "#server/ids.ts";
import { removeMember } from "#server/organizations/remove-member.ts";
import { addProjectMember } from "#server/projects/add-project-member.ts";
import {
  changeProjectMember,
  leaveProject,
  removeProjectMember,
} from "#server/projects/change-project-member.ts";
import { createProject } from "#server/projects/create-project.ts";
import {
  addEnvironment,
  addEnvironmentInput,
  removeEnvironment,
  reorderEnvironments,
} from "#server/projects/environments/change-environments.ts";
import { listEnvironments } from "#server/projects/environments/list-environments.ts";
import { getProject, listProjects } from "#server/projects/get-project.ts";
import { listProjectMembers } from "#server/projects/list-project-members.ts";
import { renameProject } from "#server/projects/rename-project.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
});
beforeEach(async () => {
  world = await createWorld(runtime.db);
});
afterAll(() => database.drop());

const as = (person: Parameters<typeof contextOf>[1]) => contextOf(runtime, person);

describe("projects", () => {
  it("start with three environments, and names are the organization's own", async () => {
    const { organizationId, owner } = world;
    const { id: projectId } = await createProject(as(owner), { organizationId, name: "Search" });
    const { environments } = await listEnvironments(as(owner), { projectId });
    expect(environments.map((one) => one.slug)).toEqual(["dev", "staging", "prod"]);
    await expect(createProject(as(owner), { organizationId, name: "Search" })).rejects.toMatchObject({
      details: { field: "name" },
    });
    await expect(renameProject(as(owner), { projectId, name: "Payments" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("are listed for those who are in them", async () => {
    const { organizationId } = world;
    await createProject(as(world.owner), { organizationId, name: "Search" });
    const names = async (person: Parameters<typeof contextOf>[1]) =>
      (await listProjects(as(person), { organizationId })).map((one) => `${one.name}: ${one.role}`);
    expect(await names(world.admin)).toEqual(["Payments: admin", "Search: admin"]);
    expect(await names(world.projectViewer)).toEqual(["Payments: viewer"]);
    expect(await names(world.member)).toEqual([]);
    await expect(names(world.stranger)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("project members", () => {
  it("come from the organization, and lose their role with it", async () => {
    const { organizationId, projectId, member, projectAdmin, stranger } = world;
    const { candidates } = await listProjectMembers(as(projectAdmin), { projectId });
    expect(candidates.map((one) => one.id)).toEqual([member.id]);
    await expect(
      addProjectMember(as(projectAdmin), { projectId, userId: stranger.id, role: "viewer" }),
    ).rejects.toMatchObject({ code: "invalid", details: { field: "userId" } });
    await addProjectMember(as(projectAdmin), { projectId, userId: member.id, role: "viewer" });
    await changeProjectMember(as(projectAdmin), { projectId, userId: member.id, role: "member" });
    expect((await getProject(as(member), { projectId })).role).toBe("member");
    await removeMember(as(world.admin), { organizationId, userId: member.id });
    await expect(getProject(as(member), { projectId })).rejects.toMatchObject({ code: "not_found" });
  });

  it("leave by themselves, but not where the organization's role keeps them in", async () => {
    const { projectId, projectMember, owner, stranger, member } = world;
    await leaveProject(as(projectMember), { projectId });
    await expect(getProject(as(projectMember), { projectId })).rejects.toMatchObject({ code: "not_found" });
    const left = await runtime.db.auditEntry.findFirstOrThrow({
      where: { projectId, targetId: projectMember.id },
      select: { action: true, before: true, after: true },
    });
    expect(left).toEqual({
      action: "project-member.left",
      before: { role: "member" },
      after: { endedGrants: 0 },
    });
    await expect(leaveProject(as(owner), { projectId })).rejects.toThrow("admin of every project");
    for (const person of [stranger, member]) {
      await expect(leaveProject(as(person), { projectId })).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("are admins through the organization without being added", async () => {
    const { projectId, owner, projectAdmin, projectViewer } = world;
    const { members, candidates } = await listProjectMembers(as(projectViewer), { projectId });
    expect(members.find((one) => one.id === owner.id)).toMatchObject({ role: "admin", through: "owner" });
    expect(candidates).toEqual([]);
    await expect(
      addProjectMember(as(projectAdmin), { projectId, userId: owner.id, role: "viewer" }),
    ).rejects.toThrow("admin of every project");
    await removeProjectMember(as(projectAdmin), { projectId, userId: projectViewer.id });
    await expect(getProject(as(projectViewer), { projectId })).rejects.toMatchObject({ code: "not_found" });
  });

  it("are shown with custom roles too, and not as candidates", async () => {
    const person = await joinWithRules(runtime.db, world, [{ permission: "project-member:read" }]);
    const { members, candidates } = await listProjectMembers(as(world.projectAdmin), world);
    expect(members.find((one) => one.id === person.id)).toMatchObject({
      role: null,
      customRole: { id: person.customRoleId },
      mayChange: true,
    });
    expect(candidates.map((one) => one.id)).toEqual([world.member.id]);
    const seen = await listProjectMembers(as(person), world);
    expect(seen.members.every((one) => !one.mayChange)).toBe(true);
  });
});

describe("environments", () => {
  const idsOf = async () =>
    (await listEnvironments(as(world.projectAdmin), world)).environments.map((one) => one.id);

  it("are added at the end and put into another order", async () => {
    const { projectId, projectAdmin } = world;
    const input = { projectId, name: "Quality", slug: "qa" };
    const { id } = await addEnvironment(as(projectAdmin), addEnvironmentInput.parse(input));
    await expect(addEnvironment(as(projectAdmin), input)).rejects.toMatchObject({
      details: { field: "slug" },
    });
    const ids = await idsOf();
    expect(ids.at(-1)).toBe(id);
    await reorderEnvironments(as(projectAdmin), { projectId, environmentIds: ids.toReversed() });
    expect(await idsOf()).toEqual(ids.toReversed());
    for (const environmentIds of [ids.slice(1), [...ids, newId()], [...ids.slice(1), ids[1] ?? ""]]) {
      await expect(
        reorderEnvironments(as(projectAdmin), { projectId, environmentIds }),
      ).rejects.toMatchObject({ code: "invalid" });
    }
  });

  it("take only slugs that fit into filters and addresses", () => {
    for (const slug of ["", "Prod", "a b", "a_b", "a".repeat(41), "ä"]) {
      expect(addEnvironmentInput.safeParse({ projectId: newId(), name: "x", slug }).success, slug).toBe(
        false,
      );
    }
  });

  it("stay while something names them, and the refusal says what", async () => {
    const { projectId, projectAdmin } = world;
    const [dev = "", staging = "", prod = ""] = await idsOf();
    const policy = { id: newId(), projectId, name: "Production", pathGlob: "/**", requiredApprovals: 1 };
    await runtime.db.accessPolicy.create({ data: { ...policy, environments: ["prod"] } });
    await expect(removeEnvironment(as(projectAdmin), { projectId, environmentId: prod })).rejects.toThrow(
      "prod is still used by the access approval policy Production.",
    );
    await removeEnvironment(as(projectAdmin), { projectId, environmentId: dev });
    await removeEnvironment(as(projectAdmin), { projectId, environmentId: staging });
    await runtime.db.accessPolicy.update({ where: { id: policy.id }, data: { deletedAt: new Date() } });
    await expect(removeEnvironment(as(projectAdmin), { projectId, environmentId: prod })).rejects.toThrow(
      "at least one environment",
    );
  });

  it("of another project are not found", async () => {
    const { projectId, projectAdmin } = world;
    const other = await createWorld(runtime.db);
    const foreign = await runtime.db.environment.findFirstOrThrow({ where: { projectId: other.projectId } });
    await expect(
      removeEnvironment(as(projectAdmin), { projectId, environmentId: foreign.id }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

it("pages through an organization's audit log by filter, both ways, and shows no other's", async () => {
  const { organizationId, owner } = world;
  for (const name of ["One", "Two", "Three"]) await createProject(as(owner), { organizationId, name });
  await createProject(as(world.admin), { organizationId, name: "Four" });
  const other = await createWorld(runtime.db);
  await createProject(as(other.owner), { organizationId: other.organizationId, name: "Foreign" });

  const page = (over: object) =>
    listAudit(as(world.admin), listAuditInput.parse({ organizationId, actor: owner.id, limit: 2, ...over }));
  const names = (list: Awaited<ReturnType<typeof page>>) => list.entries.map((one) => one.targetName);
  const first = await page({});
  expect(names(first)).toEqual(["Three", "Two"]);
  expect(first.newer).toBeNull();
  const second = await page({ before: first.older });
  expect(names(second)).toEqual(["One"]);
  expect(second.older).toBeNull();
  expect(names(await page({ after: second.newer }))).toEqual(["Three", "Two"]);
  expect(names(await page({ actor: undefined, limit: 50 }))).toEqual(["Four", "Three", "Two", "One"]);
  expect(names(await page({ action: "project.renamed" }))).toEqual([]);
});

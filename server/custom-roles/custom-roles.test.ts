import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Rule } from "#server/authz/ability.ts";
import { createRole, createRoleInput } from "#server/custom-roles/create-role.ts";
import { deleteRole } from "#server/custom-roles/delete-role.ts";
import { getRole, giveableRoles, listRoles } from "#server/custom-roles/list-roles.ts";
import { createTestRole, joinWithRules } from "#server/custom-roles/test-roles.ts";
import { updateRole, updateRoleInput } from "#server/custom-roles/update-role.ts";
import { newId } from "#server/ids.ts";
import { addProjectMember } from "#server/projects/add-project-member.ts";
import { changeProjectMember, removeProjectMember } from "#server/projects/change-project-member.ts";
import { removeEnvironment } from "#server/projects/environments/change-environments.ts";
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
const staging: Rule = {
  permission: "secret:read",
  conditions: { environment: { $eq: "staging" }, secretPath: { $glob: "/app/**" } },
};
const fields = (over: object = {}) => ({
  projectId: world.projectId,
  name: "Deployer",
  rules: [staging],
  ...over,
});
const make = (over: object = {}, by = world.projectAdmin) =>
  createRole(as(by), createRoleInput.parse(fields(over)));
const change = (roleId: string, over: object = {}, by = world.projectAdmin) =>
  updateRole(as(by), updateRoleInput.parse(fields({ roleId, ...over })));
const audit = (roleId: string) =>
  runtime.db.auditEntry.findMany({
    where: { targetKind: "custom-role", targetId: roleId },
    select: { action: true, before: true, after: true },
    orderBy: { id: "asc" },
  });

describe("custom roles", () => {
  it("are made, changed and deleted, each with what was and what is in the audit log", async () => {
    const { id } = await make({ description: "Reads staging." });
    await change(id, { name: "Reader", rules: [{ permission: "event:read" }] });
    await change(id, { name: "Reader", rules: [{ permission: "event:read" }] });
    await deleteRole(as(world.projectAdmin), { projectId: world.projectId, roleId: id });
    const first = { name: "Deployer", description: "Reads staging.", rules: [staging] };
    const second = { name: "Reader", description: "", rules: [{ permission: "event:read" }] };
    expect(await audit(id)).toEqual([
      { action: "custom-role.created", before: null, after: first },
      { action: "custom-role.updated", before: first, after: second },
      { action: "custom-role.deleted", before: second, after: null },
    ]);
  });

  it("are shown by name with how many have them, and one with who", async () => {
    const holder = await joinWithRules(runtime.db, world, [staging]);
    const identity = { id: newId(), name: "ci", clientId: newId(), organizationId: world.organizationId };
    await runtime.db.machineIdentity.create({
      data: {
        ...identity,
        accessTokenSeconds: 60,
        accessTokenMaxSeconds: 60,
        createdBy: "",
        createdAt: new Date(),
      },
    });
    const { customRoleId } = holder;
    const membership = { projectId: world.projectId, identityId: identity.id, customRoleId };
    await runtime.db.identityProjectMember.create({ data: membership });
    const { roles, mayManage } = await listRoles(as(world.projectViewer), world);
    expect(roles).toMatchObject([{ id: customRoleId, people: 1, identities: 1, rules: [staging] }]);
    expect(mayManage).toBe(false);
    const one = await getRole(as(world.projectAdmin), { projectId: world.projectId, roleId: customRoleId });
    expect(one.holders.map((each) => [each.kind, each.name])).toEqual([
      ["person", holder.name],
      ["identity", "ci"],
    ]);
    expect(one.mayManage).toBe(true);
  });

  it("have a name of their own in the project, in any case, and none of the fixed roles'", async () => {
    const { id } = await make();
    const field = { code: "conflict", details: { field: "name" } };
    await expect(make({ name: "DEPLOYER" })).rejects.toMatchObject(field);
    await expect(make({ name: "Viewer" })).rejects.toMatchObject(field);
    const { id: other } = await make({ name: "Other" });
    await expect(change(other, { name: "deployer" })).rejects.toMatchObject(field);
    await change(id, { name: "deployer" });
    const [first, second] = await Promise.allSettled([make({ name: "Twin" }), make({ name: "twin" })]);
    expect([first?.status, second?.status].sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("name only environments that the project has, which then cannot be removed", async () => {
    const rules = [
      { permission: "event:read" },
      { permission: "event:read", conditions: { environment: { $in: ["dev", "qa"] } } },
    ];
    await expect(make({ rules })).rejects.toMatchObject({
      details: { field: "rules.1.conditions.environment" },
      message: "This project has no environment qa. Choose among dev, staging, prod.",
    });
    await make();
    const [, second] = await runtime.db.environment.findMany({
      where: { projectId: world.projectId },
      orderBy: { position: "asc" },
      select: { id: true },
    });
    await expect(
      removeEnvironment(as(world.projectAdmin), {
        projectId: world.projectId,
        environmentId: second?.id ?? "",
      }),
    ).rejects.toThrow("staging is still used by the role Deployer.");
  });

  it("are refused with conditions that nothing evaluates", () => {
    const issue = (rules: unknown) =>
      createRoleInput.safeParse(fields({ rules })).error?.issues[0]?.path.join(".");
    expect(issue([])).toBe("rules");
    expect(issue([{ permission: "secret:fly" }])).toBe("rules.0.permission");
    expect(issue([{ permission: "event:read", conditions: { environment: { $regex: "." } } }])).toBe(
      "rules.0.conditions.environment",
    );
    expect(issue([{ permission: "role:read", conditions: { environment: { $eq: "dev" } } }])).toBe(
      "rules.0.conditions",
    );
  });

  it("reach nothing by a detour: channels carry events, and policies open secrets", async () => {
    const inProd = { permission: "event:read", conditions: { environment: { $eq: "prod" } } } as const;
    const secrets = (["read", "create", "edit", "delete"] as const).map((one) => ({
      permission: `secret:${one}` as const,
    }));
    const narrow = { permission: "secret:read", conditions: { environment: { $eq: "dev" } } } as const;
    for (const rules of [
      [{ permission: "notification:manage" }],
      [inProd, { permission: "notification:manage" }],
      [{ permission: "access-policy:manage" }],
      [narrow, ...secrets.slice(1), { permission: "access-policy:manage" }],
    ]) {
      const field = `rules.${rules.length - 1}.permission`;
      await expect(make({ rules })).rejects.toMatchObject({ code: "invalid", details: { field } });
    }
    const whole = [{ permission: "event:read" }, { permission: "notification:manage" }];
    await make({ name: "Notifier", rules: [...whole, ...secrets, { permission: "access-policy:manage" }] });
  });

  it("cannot be deleted while somebody has them, and it says who", async () => {
    const holder = await joinWithRules(runtime.db, world, [staging]);
    const role = { projectId: world.projectId, roleId: holder.customRoleId };
    await expect(deleteRole(as(world.projectAdmin), role)).rejects.toMatchObject({
      code: "conflict",
      message: `${holder.name} has this role. Give them another one under Members first.`,
    });
    await changeProjectMember(as(world.projectAdmin), { ...world, userId: holder.id, role: "viewer" });
    await deleteRole(as(world.projectAdmin), role);
  });

  it("are either given or deleted, where both happen at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { projectId, projectViewer, projectAdmin } = world;
      const customRoleId = await createTestRole(runtime.db, world, [staging]);
      await changeProjectMember(as(projectAdmin), { projectId, userId: projectViewer.id, role: "viewer" });
      const [given, deleted] = await Promise.allSettled([
        changeProjectMember(as(projectAdmin), { projectId, userId: projectViewer.id, customRoleId }),
        deleteRole(as(projectAdmin), { projectId, roleId: customRoleId }),
      ]);
      expect([given.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
      const refused = given.status === "rejected" ? given : deleted;
      expect(refused).toMatchObject({
        reason: { code: given.status === "rejected" ? "invalid" : "conflict" },
      });
    }
  });

  it("are unknown in other projects and to strangers", async () => {
    const { id: roleId } = await make();
    const other = await createWorld(runtime.db);
    const there = { projectId: other.projectId, roleId };
    const admin = as(other.projectAdmin);
    const notFound = { code: "not_found" };
    await expect(getRole(admin, there)).rejects.toMatchObject(notFound);
    await expect(deleteRole(admin, there)).rejects.toMatchObject(notFound);
    await expect(change(roleId, { projectId: other.projectId }, other.projectAdmin)).rejects.toMatchObject(
      notFound,
    );
    await expect(
      changeProjectMember(admin, {
        projectId: other.projectId,
        userId: other.projectViewer.id,
        customRoleId: roleId,
      }),
    ).rejects.toMatchObject({ code: "invalid", details: { field: "customRoleId" } });
    for (const person of [world.stranger, world.member, world.instanceAdmin]) {
      await expect(listRoles(as(person), world)).rejects.toMatchObject(notFound);
      await expect(getRole(as(person), { projectId: world.projectId, roleId })).rejects.toMatchObject(
        notFound,
      );
      await expect(make({ name: "Mine" }, person)).rejects.toMatchObject(notFound);
    }
    await expect(make({ name: "Mine" }, world.projectMember)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("nobody gives more than they have", () => {
  const manager: Rule[] = [
    { permission: "role:manage" },
    { permission: "role:read" },
    { permission: "project-member:manage" },
    { permission: "project-member:read" },
    {
      permission: "secret:read",
      conditions: { environment: { $ne: "prod" }, secretPath: { $glob: "/app/**" } },
    },
    { permission: "secret:create" },
  ];
  const forbidden = { code: "forbidden" };

  it("by making a role, widening one, or changing one that is above them", async () => {
    const person = await joinWithRules(runtime.db, world, manager);
    await expect(make({ rules: [{ permission: "environment:manage" }] }, person)).rejects.toMatchObject({
      ...forbidden,
      message: expect.stringContaining("environment:manage"),
    });
    await expect(make({ rules: [{ permission: "secret:read" }] }, person)).rejects.toMatchObject(forbidden);
    // A rule that names a path also counts where a policy covers it, so one without conditions does not reach as far.
    const naming = { permission: "secret:create", conditions: { secretPath: { $glob: "/app/**" } } };
    await expect(make({ rules: [naming] }, person)).rejects.toMatchObject(forbidden);
    const { id } = await make({ rules: [staging] }, person);
    await expect(change(id, { rules: [{ permission: "secret:edit" }] }, person)).rejects.toMatchObject(
      forbidden,
    );
    await expect(
      change(
        person.customRoleId,
        { name: "Me", rules: [...manager, { permission: "project:update" }] },
        person,
      ),
    ).rejects.toMatchObject(forbidden);
    const { id: above } = await make({ name: "Above", rules: [{ permission: "environment:manage" }] });
    await expect(change(above, { name: "Above", rules: [staging] }, person)).rejects.toMatchObject(forbidden);
    await expect(deleteRole(as(person), { projectId: world.projectId, roleId: above })).rejects.toMatchObject(
      forbidden,
    );
  });

  it("by giving a role, and takes none away that is above them", async () => {
    const { projectId, member, projectAdmin, projectViewer } = world;
    const person = await joinWithRules(runtime.db, world, manager);
    const give = (choice: { role: "admin" | "viewer" } | { customRoleId: string }, userId = member.id) =>
      addProjectMember(as(person), { projectId, userId, ...choice });
    await expect(give({ role: "admin" })).rejects.toMatchObject(forbidden);
    // A viewer reads events, which this manager does not.
    await expect(give({ role: "viewer" })).rejects.toMatchObject(forbidden);
    const above = await createTestRole(runtime.db, world, [{ permission: "secret:read" }]);
    await expect(give({ customRoleId: above })).rejects.toMatchObject(forbidden);
    const within = await createTestRole(runtime.db, world, [staging]);
    await give({ customRoleId: within });
    const of = (userId: string) => ({ projectId, userId });
    for (const userId of [projectAdmin.id, projectViewer.id]) {
      const demote = changeProjectMember(as(person), { ...of(userId), customRoleId: within });
      await expect(demote).rejects.toMatchObject(forbidden);
      await expect(removeProjectMember(as(person), of(userId))).rejects.toMatchObject(forbidden);
    }
    await removeProjectMember(as(person), of(member.id));
    const { fixed, custom } = await giveableRoles(as(person), { projectId });
    expect(fixed).toEqual([]);
    expect(custom.map((role) => role.id).sort()).toEqual([person.customRoleId, within].sort());
    expect((await giveableRoles(as(projectAdmin), { projectId })).fixed).toEqual([
      "admin",
      "member",
      "viewer",
    ]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyPassword } from "#server/auth/password.ts";
import { addMember, addMemberInput } from "#server/organizations/add-member.ts";
import { changeMemberRole } from "#server/organizations/change-member-role.ts";
import { leaveOrganization, removeMember } from "#server/organizations/remove-member.ts";
import { updateOrganization } from "#server/organizations/update-organization.ts";
import { getProject } from "#server/projects/get-project.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf, createPerson, createWorld } from "#server/testing/world.ts";

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
const ownersOf = (organizationId: string) =>
  runtime.db.organizationMember.count({ where: { organizationId, role: "owner" } });
const lastAudit = (organizationId: string) =>
  runtime.db.auditEntry.findFirstOrThrow({ where: { organizationId }, orderBy: { id: "desc" } });

describe("adding members", () => {
  it("adds somebody with an account by e-mail, in any case", async () => {
    const { organizationId } = world;
    const person = await createPerson(runtime.db);
    const input = addMemberInput.parse({ organizationId, email: person.email.toUpperCase() });
    expect(await addMember(as(world.admin), input)).toMatchObject({ userId: person.id, created: false });
    expect(await lastAudit(organizationId)).toMatchObject({
      action: "organization-member.added",
      actorId: world.admin.id,
      targetId: person.id,
      after: { role: "member", newAccount: false },
    });
    await expect(addMember(as(world.admin), input)).rejects.toThrow("in this organization already");
  });

  it("makes an account for somebody new, with the password that was typed", async () => {
    const email = `new-${world.organizationId}@example.test`;
    const person = { name: "Grace Hopper", password: "a first password of many words" };
    const input = addMemberInput.parse({ organizationId: world.organizationId, email, person });
    const { userId } = await addMember(as(world.owner), input);
    const user = await runtime.db.user.findUniqueOrThrow({ where: { id: userId } });
    expect(user).toMatchObject({ name: "Grace Hopper", email, isInstanceAdmin: false });
    expect(await verifyPassword(user.passwordHash, person.password)).toBe(true);
    await expect(addMember(as(world.owner), input)).rejects.toMatchObject({ details: { field: "email" } });
  });

  it("names the field that is wrong", async () => {
    const { organizationId } = world;
    const unknown = addMemberInput.parse({ organizationId, email: "nobody@example.test" });
    await expect(addMember(as(world.owner), unknown)).rejects.toMatchObject({
      code: "invalid",
      details: { field: "email" },
    });
    const short = { ...unknown, person: { name: "Ada", password: "short" } };
    await expect(addMember(as(world.owner), short)).rejects.toMatchObject({
      details: { field: "password" },
    });
  });

  it("does not let an admin add an owner", async () => {
    const { organizationId, stranger } = world;
    const input = addMemberInput.parse({ organizationId, email: stranger.email, role: "owner" });
    await expect(addMember(as(world.admin), input)).rejects.toMatchObject({ code: "forbidden" });
    await addMember(as(world.owner), input);
    expect(await ownersOf(organizationId)).toBe(2);
  });
});

describe("changing and ending memberships", () => {
  it("writes what the role was and is", async () => {
    const { organizationId, member } = world;
    await changeMemberRole(as(world.owner), { organizationId, userId: member.id, role: "admin" });
    expect(await lastAudit(organizationId)).toMatchObject({
      action: "organization-member.role-changed",
      before: { role: "member" },
      after: { role: "admin" },
    });
    await expect(
      changeMemberRole(as(world.owner), { organizationId, userId: world.stranger.id, role: "admin" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps one owner when two owners step down at the same time", async () => {
    const { organizationId, owner, admin } = world;
    await changeMemberRole(as(owner), { organizationId, userId: admin.id, role: "owner" });
    const done = await Promise.allSettled([
      leaveOrganization(as(owner), { organizationId }),
      changeMemberRole(as(admin), { organizationId, userId: admin.id, role: "member" }),
    ]);
    expect(done.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await ownersOf(organizationId)).toBe(1);
  });

  it("ends access to every project of the organization, and to no other", async () => {
    const { organizationId, projectId, projectAdmin } = world;
    const elsewhere = await createWorld(runtime.db);
    await runtime.db.organizationMember.create({
      data: { organizationId: elsewhere.organizationId, userId: projectAdmin.id, role: "member" },
    });
    await runtime.db.projectMember.create({
      data: { projectId: elsewhere.projectId, userId: projectAdmin.id, role: "viewer" },
    });
    await removeMember(as(world.admin), { organizationId, userId: projectAdmin.id });
    await expect(getProject(as(projectAdmin), { projectId })).rejects.toMatchObject({ code: "not_found" });
    expect(await getProject(as(projectAdmin), { projectId: elsewhere.projectId })).toMatchObject({
      role: "viewer",
    });
    expect(await lastAudit(organizationId)).toMatchObject({
      action: "organization-member.removed",
      before: { role: "member", projects: [{ project: "Payments", role: "admin" }] },
    });
    const { email } = projectAdmin;
    await addMember(as(world.admin), addMemberInput.parse({ organizationId, email }));
    await expect(getProject(as(projectAdmin), { projectId })).rejects.toMatchObject({ code: "not_found" });
  });

  it("lets anybody but the last owner leave", async () => {
    const { organizationId, projectViewer, owner } = world;
    await leaveOrganization(as(projectViewer), { organizationId });
    expect(await lastAudit(organizationId)).toMatchObject({ action: "organization-member.left" });
    await expect(leaveOrganization(as(owner), { organizationId })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Make another member an owner first"),
    });
  });
});

it("writes an entry only when a setting changed", async () => {
  const { organizationId } = world;
  const input = { organizationId, name: "Acme", membersMayConnect: true };
  await updateOrganization(as(world.admin), input);
  await updateOrganization(as(world.admin), input);
  const entries = await runtime.db.auditEntry.findMany({ where: { organizationId } });
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({
    before: { name: "Acme", membersMayConnect: false },
    after: { name: "Acme", membersMayConnect: true },
  });
});

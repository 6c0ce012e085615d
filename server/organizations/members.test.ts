import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acceptInvitation } from "#server/invitations/accept-invitation.ts";
import { createInvitation } from "#server/invitations/create-invitation.ts";
import { changeMemberRole } from "#server/organizations/change-member-role.ts";
import { leaveOrganization, removeMember } from "#server/organizations/remove-member.ts";
import { updateOrganization } from "#server/organizations/update-organization.ts";
import { getProject } from "#server/projects/get-project.ts";
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
const ownersOf = (organizationId: string) =>
  runtime.db.organizationMember.count({ where: { organizationId, role: "owner" } });
const lastAudit = (organizationId: string) =>
  runtime.db.auditEntry.findFirstOrThrow({ where: { organizationId }, orderBy: { id: "desc" } });

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
    const { link } = await createInvitation(as(world.admin), {
      organizationId,
      email: projectAdmin.email,
      role: "member",
      days: 1,
    });
    await acceptInvitation(as(projectAdmin), { token: link.slice(link.lastIndexOf("/") + 1) });
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

describe("disabled owners", () => {
  it("count as none: the last owner who can do something stays", async () => {
    const { organizationId, owner, admin } = world;
    await changeMemberRole(as(owner), { organizationId, userId: admin.id, role: "owner" });
    await runtime.db.user.update({ where: { id: admin.id }, data: { disabledAt: new Date() } });
    await expect(leaveOrganization(as(owner), { organizationId })).rejects.toMatchObject({
      code: "conflict",
    });
    // And one who can do nothing may go, though not the last.
    await removeMember(as(owner), { organizationId, userId: admin.id });
  });
});

describe("invitations of somebody who may not invite any longer", () => {
  const openOnes = async () => {
    const { organizationId } = world;
    const rows = await runtime.db.invitation.findMany({
      where: { organizationId, revokedAt: null },
      select: { role: true },
    });
    return rows.map((row) => row.role).sort();
  };

  it("are withdrawn as far as the new role does not reach, so that no link leads back in", async () => {
    const { organizationId, owner, admin } = world;
    await changeMemberRole(as(owner), { organizationId, userId: admin.id, role: "owner" });
    for (const role of ["owner", "admin", "member"] as const) {
      const email = `${role}-${organizationId}@example.test`;
      await createInvitation(as({ ...admin }), { organizationId, email, role, days: 7 });
    }
    await changeMemberRole(as(owner), { organizationId, userId: admin.id, role: "admin" });
    expect(await openOnes()).toEqual(["admin", "member"]);
    await removeMember(as(owner), { organizationId, userId: admin.id });
    expect(await openOnes()).toEqual([]);
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

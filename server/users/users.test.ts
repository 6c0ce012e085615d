import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actorOfSession } from "#server/auth/current-context.ts";
import { newId } from "#server/ids.ts";
import { createInvitation } from "#server/invitations/create-invitation.ts";
import { changeMemberRole } from "#server/organizations/change-member-role.ts";
import { leaveOrganization } from "#server/organizations/remove-member.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createPerson, createWorld } from "#server/testing/world.ts";
import { changeInstanceAdmin } from "#server/users/change-instance-admin.ts";
import { disableUser, enableUser, endSessions } from "#server/users/disable-user.ts";
import { getUser } from "#server/users/get-user.ts";
import { listUsers, listUsersInput } from "#server/users/list-users.ts";

const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
type Person = typeof world.owner;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
});
beforeEach(async () => {
  // Instance admins of the tests before would count as others.
  await runtime.db.user.updateMany({ data: { isInstanceAdmin: false } });
  world = await createWorld(runtime.db);
});
afterAll(() => database.drop());

const as = (person: Person) => contextOf(runtime, person);
const admin = () => as(world.instanceAdmin);
const isDisabled = async ({ id }: Person) =>
  (await runtime.db.user.findUniqueOrThrow({ where: { id } })).disabledAt !== null;
const enabledOwners = () =>
  runtime.db.organizationMember.count({
    where: { organizationId: world.organizationId, role: "owner", user: { disabledAt: null } },
  });
const lastAudit = () =>
  runtime.db.auditEntry.findFirstOrThrow({ where: { organizationId: null }, orderBy: { id: "desc" } });
const statuses = (done: PromiseSettledResult<unknown>[]) => done.map((one) => one.status).sort();
const oneOfTwo = ["fulfilled", "rejected"];

async function sessionOf({ id: userId }: Person): Promise<string> {
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + 86_400_000);
  const { id } = await runtime.db.session.create({
    data: { id: newId(), userId, createdAt: now, lastSeenAt: now, expiresAt, ipAddress: "", userAgent: "" },
  });
  return id;
}

describe("disabling", () => {
  it("ends sessions and what was handed out at once, and enabling lets in again", async () => {
    const { member, organizationId } = world;
    await changeMemberRole(as(world.owner), { organizationId, userId: member.id, role: "admin" });
    const sessionId = await sessionOf(member);
    const invitation = { organizationId, email: "x@example.test", role: "member", days: 7 } as const;
    await createInvitation(as(member), invitation);
    expect(await actorOfSession(runtime, sessionId)).not.toBeNull();
    await disableUser(admin(), { userId: member.id });
    expect(await actorOfSession(runtime, sessionId)).toBeNull();
    expect(await lastAudit()).toMatchObject({
      action: "user.disabled",
      actorId: world.instanceAdmin.id,
      targetId: member.id,
      after: { revokedInvitations: 1 },
    });
    await enableUser(admin(), { userId: member.id });
    expect(await isDisabled(member)).toBe(false);
    // The session that ended stays ended.
    expect(await actorOfSession(runtime, sessionId)).toBeNull();
  });

  it("is for others, and for instance admins only", async () => {
    await expect(disableUser(admin(), { userId: world.instanceAdmin.id })).rejects.toThrow(
      "your own account",
    );
    for (const person of [world.owner, world.stranger]) {
      await expect(disableUser(as(person), { userId: world.member.id })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    await expect(disableUser(admin(), { userId: newId() })).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps the last owner of an organization, and names it", async () => {
    const { owner, admin: second, organizationId } = world;
    await expect(disableUser(admin(), { userId: owner.id })).rejects.toThrow("only owner of Acme");
    await changeMemberRole(as(owner), { organizationId, userId: second.id, role: "owner" });
    await disableUser(admin(), { userId: owner.id });
    await expect(disableUser(admin(), { userId: second.id })).rejects.toThrow("only owner of Acme");
  });

  it("leaves an owner when two are disabled, or one is and the other leaves, at the same time", async () => {
    for (let round = 0; round < 5; round++) {
      world = await createWorld(runtime.db);
      const { owner, admin: second, organizationId } = world;
      await changeMemberRole(as(owner), { organizationId, userId: second.id, role: "owner" });
      const other =
        round % 2 === 0
          ? disableUser(admin(), { userId: second.id })
          : leaveOrganization(as(second), { organizationId });
      const done = await Promise.allSettled([disableUser(admin(), { userId: owner.id }), other]);
      expect(statuses(done)).toEqual(oneOfTwo);
      expect(await enabledOwners()).toBe(1);
    }
  });

  it("leaves an owner when somebody is disabled while they take an owner's place", async () => {
    for (let round = 0; round < 5; round++) {
      world = await createWorld(runtime.db);
      const { owner, admin: second, organizationId } = world;
      const takeOver = async () => {
        await changeMemberRole(as(owner), { organizationId, userId: second.id, role: "owner" });
        await leaveOrganization(as(owner), { organizationId });
      };
      await Promise.allSettled([takeOver(), disableUser(admin(), { userId: second.id })]);
      expect(await enabledOwners()).toBeGreaterThan(0);
    }
  });
});

describe("instance admins", () => {
  it("are made and unmade, and one always stays", async () => {
    const { stranger, instanceAdmin } = world;
    await expect(
      changeInstanceAdmin(admin(), { userId: instanceAdmin.id, isInstanceAdmin: false }),
    ).rejects.toThrow("only instance admin");
    await changeInstanceAdmin(admin(), { userId: stranger.id, isInstanceAdmin: true });
    expect(await lastAudit()).toMatchObject({ action: "instance-admin.made", targetId: stranger.id });
    await changeInstanceAdmin(admin(), { userId: instanceAdmin.id, isInstanceAdmin: false });
    expect(await lastAudit()).toMatchObject({ action: "instance-admin.unmade" });
  });

  it("keep one when two unmake, or disable, one another at the same time", async () => {
    for (let round = 0; round < 6; round++) {
      await runtime.db.user.updateMany({ data: { isInstanceAdmin: false } });
      const [ada, eve] = [
        await createPerson(runtime.db, { isInstanceAdmin: true }),
        await createPerson(runtime.db, { isInstanceAdmin: true }),
      ];
      const end = ({ id: userId }: Person, by: Person) =>
        round % 2 === 0
          ? changeInstanceAdmin(as(by), { userId, isInstanceAdmin: false })
          : disableUser(as(by), { userId });
      const done = await Promise.allSettled([end(ada, eve), end(eve, ada)]);
      expect(statuses(done)).toEqual(oneOfTwo);
      const left = { isInstanceAdmin: true, disabledAt: null };
      expect(await runtime.db.user.count({ where: left })).toBe(1);
    }
  });

  it("cannot be made of a disabled account", async () => {
    await disableUser(admin(), { userId: world.stranger.id });
    await expect(
      changeInstanceAdmin(admin(), { userId: world.stranger.id, isInstanceAdmin: true }),
    ).rejects.toThrow("Enable it first");
  });
});

it("signs a person out everywhere", async () => {
  const { member } = world;
  const sessions = [await sessionOf(member), await sessionOf(member)];
  expect(await endSessions(admin(), { userId: member.id })).toEqual({ ended: 2 });
  for (const sessionId of sessions) expect(await actorOfSession(runtime, sessionId)).toBeNull();
  expect(await lastAudit()).toMatchObject({ action: "user.sessions-ended", after: { ended: 2 } });
});

describe("looking", () => {
  const list = (over: (typeof listUsersInput)["_input"]) =>
    listUsers(admin(), listUsersInput.parse({ limit: 100, ...over }));

  it("finds people by name and address, by state, and in pages both ways", async () => {
    const tag = newId().slice(-12);
    const made: string[] = [];
    for (const name of ["Bea", "Cy", "Dee", "Eli", "Flo"]) {
      const { id } = await createPerson(runtime.db, { name: `${name} ${tag}` });
      made.push(id);
    }
    const ids = async (over: (typeof listUsersInput)["_input"]) =>
      (await list({ text: tag.toUpperCase(), ...over })).users.map((user) => user.id);
    expect(await ids({})).toEqual(made);
    const page = await list({ text: tag, limit: 2, after: made[0] });
    expect(page.users.map(({ id }) => id)).toEqual(made.slice(1, 3));
    expect(page).toMatchObject({ previous: made[1], next: made[2] });
    expect(await ids({ limit: 2, before: made[3] })).toEqual(made.slice(1, 3));
    expect(await list({ text: tag, limit: 2, before: made[1] })).toMatchObject({ previous: null });
    expect(await list({ text: tag, limit: 2, after: made[2] })).toMatchObject({ next: null });
    await disableUser(admin(), { userId: made[0] ?? "" });
    expect(await ids({ state: "disabled" })).toEqual([made[0]]);
    expect(await ids({ state: "active" })).toEqual(made.slice(1));
    expect(await ids({ state: "instance-admin" })).toEqual([]);
  });

  it("takes what was typed as it stands, also a wildcard of the database", async () => {
    const tag = newId().slice(-12);
    for (const name of [`team_a ${tag}`, `team-a ${tag}`]) await createPerson(runtime.db, { name });
    expect((await list({ text: "TEAM_A" })).users.map((user) => user.name)).toEqual([`team_a ${tag}`]);
    for (const text of [`%${tag}`, `\\${tag}`]) expect((await list({ text })).users).toEqual([]);
  });

  it("tells where a person belongs and when they were seen, and no secret of theirs", async () => {
    const { owner, organizationId } = world;
    await sessionOf(owner);
    const user = await getUser(admin(), { userId: owner.id });
    expect(user).toMatchObject({
      sessions: 1,
      lastSeenAt: clock.now(),
      hasPassword: true,
      secondFactorSince: null,
      organizations: [{ id: organizationId, name: "Acme", role: "owner" }],
      mayNotDisable: expect.stringContaining("only owner of Acme"),
    });
    expect(Object.keys(user)).not.toContain("passwordHash");
    const [row] = (await list({ text: owner.email })).users;
    expect(row).toMatchObject({ id: owner.id, organizations: 1, lastSeenAt: clock.now() });
    expect(JSON.stringify(row)).not.toContain("passwordHash");
  });
});

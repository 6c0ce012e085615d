import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { listVisibleProjects } from "#server/projects/list-visible-projects.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity, programContext } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
let elsewhere: Awaited<ReturnType<typeof createWorld>>;
let secondId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
  world = await createWorld(runtime.db);
  elsewhere = await createWorld(runtime.db);
  secondId = newId();
  const { organizationId } = world;
  await runtime.db.project.create({ data: { id: secondId, organizationId, name: "Ledger" } });
});
afterAll(() => database.drop());

const seen = async (ctx: Context, more: { organizationId?: string } = {}) => {
  const { projects } = await listVisibleProjects(ctx, { ...more, limit: 100 });
  return projects.map(({ id }) => id);
};
const as = (person: Parameters<typeof contextOf>[1]) => contextOf(runtime, person);

describe("listVisibleProjects", () => {
  it("shows owners and admins every project of their organization, others those they are in", async () => {
    expect(await seen(as(world.owner))).toEqual([world.projectId, secondId]);
    expect(await seen(as(world.admin))).toEqual([world.projectId, secondId]);
    expect(await seen(as(world.projectViewer))).toEqual([world.projectId]);
    expect(await seen(as(world.member))).toEqual([]);
  });

  it("shows strangers and the instance admin nothing", async () => {
    expect(await seen(as(world.stranger))).toEqual([]);
    expect(await seen(as(world.instanceAdmin))).toEqual([]);
    await expect(seen(as(null))).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("shows a program what its role in the organization, or its projects, give it", async () => {
    const inside = await createIdentity(runtime, { ...world, projectRole: "viewer" });
    const admin = await createIdentity(runtime, { organizationId: world.organizationId, role: "admin" });
    const outside = await createIdentity(runtime, { organizationId: world.organizationId });
    expect(await seen(programContext(runtime, inside.actor))).toEqual([world.projectId]);
    expect(await seen(programContext(runtime, admin.actor))).toEqual([world.projectId, secondId]);
    expect(await seen(programContext(runtime, outside.actor))).toEqual([]);
    await runtime.db.machineIdentity.update({
      where: { id: admin.id },
      data: { disabledAt: runtime.clock.now() },
    });
    expect(await seen(programContext(runtime, admin.actor))).toEqual([]);
  });

  it("ends what somebody sees as they leave the organization, though a project still names them", async () => {
    const both = { organizationId: elsewhere.organizationId, userId: world.projectMember.id };
    await runtime.db.organizationMember.create({ data: { ...both, role: "owner" } });
    expect(await seen(as(world.projectMember))).toEqual([world.projectId, elsewhere.projectId]);
    expect(await seen(as(world.projectMember), { organizationId: world.organizationId })).toEqual([
      world.projectId,
    ]);
    await runtime.db.organizationMember.delete({ where: { organizationId_userId: both } });
    await runtime.db.projectMember.create({
      data: { projectId: elsewhere.projectId, userId: world.projectMember.id, role: "admin" },
    });
    expect(await seen(as(world.projectMember))).toEqual([world.projectId]);
  });

  it("goes on after the last project of a page", async () => {
    const first = await listVisibleProjects(as(world.owner), { limit: 1 });
    expect(first).toMatchObject({ projects: [{ id: world.projectId }], next: world.projectId });
    const second = await listVisibleProjects(as(world.owner), { limit: 1, after: world.projectId });
    expect(second).toMatchObject({ projects: [{ id: secondId }], next: null });
  });
});

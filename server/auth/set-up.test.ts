import { afterEach, beforeEach, expect, it } from "vitest";
import { needsSetUp, setUp } from "#server/auth/set-up.ts";
import { setupCode } from "#server/auth/setup-code.ts";
import { signIn } from "#server/auth/sign-in.ts";
import type { Context } from "#server/context.ts";
import { parseEnv } from "#server/env.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf } from "#server/testing/world.ts";

let database: TestDatabase;
let ctx: Context;

beforeEach(async () => {
  database = await createTestDatabase();
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", DEFAULT_PLAN: "team" });
  ctx = contextOf(createTestRuntime(database, { env }), null);
});
afterEach(() => database.drop());

const input = (over: Partial<Parameters<typeof setUp>[1]> = {}) => ({
  code: setupCode(ctx.keyRing),
  name: "Ada",
  email: "Ada@Example.test",
  password: "correct horse battery staple",
  organizationName: "Acme",
  projectName: "Payments",
  ...over,
});

it("makes the instance admin, who owns the first organization, and its project", async () => {
  expect(await needsSetUp(ctx)).toBe(true);
  const { organizationId, projectId } = await setUp(ctx, input());
  expect(await needsSetUp(ctx)).toBe(false);

  const user = await ctx.db.user.findUniqueOrThrow({ where: { email: "ada@example.test" } });
  expect(user.isInstanceAdmin).toBe(true);
  expect(user.passwordHash).toMatch(/^\$argon2id\$/);
  const organization = await ctx.db.organization.findUniqueOrThrow({
    where: { id: organizationId },
    include: { members: true, projects: { include: { environments: { orderBy: { position: "asc" } } } } },
  });
  expect(organization).toMatchObject({ name: "Acme", plan: "team", membersMayConnect: false });
  expect(organization.members).toMatchObject([{ userId: user.id, role: "owner" }]);
  expect(organization.projects.map(({ id, name }) => ({ id, name }))).toEqual([
    { id: projectId, name: "Payments" },
  ]);
  expect(organization.projects[0]?.environments.map(({ slug }) => slug)).toEqual(["dev", "staging", "prod"]);
  const audit = await ctx.db.auditEntry.findMany({ orderBy: { id: "asc" } });
  expect(audit.map(({ action }) => action)).toEqual([
    "user.created",
    "organization.created",
    "project.created",
    "instance.set-up",
  ]);
  expect(JSON.stringify(audit)).not.toContain("argon2");

  const { email, password } = input();
  await expect(signIn(ctx, ctx.origin, { email, password })).resolves.toHaveProperty("sessionId");
});

it("takes the code without its dashes and in small letters", async () => {
  const code = setupCode(ctx.keyRing).replaceAll("-", " ").toLowerCase();
  await expect(setUp(ctx, input({ code }))).resolves.toHaveProperty("projectId");
});

it("lets one of two at the same time win, and the other knows why", async () => {
  const results = await Promise.allSettled([
    setUp(ctx, input()),
    setUp(ctx, input({ email: "grace@example.test", organizationName: "Globex" })),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(results.find((one) => one.status === "rejected")?.reason).toMatchObject({
    code: "conflict",
    message: "Bellwire has been set up already. Sign in instead.",
  });
  expect(await ctx.db.user.count()).toBe(1);
  expect(await ctx.db.organization.count()).toBe(1);
});

it("works once", async () => {
  await setUp(ctx, input());
  await expect(setUp(ctx, input({ email: "eve@example.test" }))).rejects.toMatchObject({ code: "conflict" });
});

it("refuses a wrong code at its field, makes nothing, and blocks only the address that guesses", async () => {
  for (let n = 0; n < 20; n++) {
    await expect(setUp(ctx, input({ code: "AAAA-BBBB-CCCC-DDDD" }))).rejects.toMatchObject({
      code: "invalid",
      details: { field: "code" },
    });
  }
  await expect(setUp(ctx, input())).rejects.toMatchObject({ code: "rate_limited" });
  expect(await ctx.db.user.count()).toBe(0);
  expect(await needsSetUp(ctx)).toBe(true);
  const elsewhere = { ...ctx, origin: { ...ctx.origin, ipAddress: "198.51.100.7" } };
  await expect(setUp(elsewhere, input())).resolves.toHaveProperty("projectId");
});

it.each(["short", "ada@example.test"])("refuses the password %s and can be tried again", async (password) => {
  await expect(setUp(ctx, input({ password }))).rejects.toMatchObject({
    code: "invalid",
    details: { field: "password" },
  });
  await expect(setUp(ctx, input())).resolves.toHaveProperty("projectId");
});

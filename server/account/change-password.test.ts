import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { changePassword } from "#server/account/change-password.ts";
import { actorOfSession } from "#server/auth/current-context.ts";
import { openSession } from "#server/auth/open-session.ts";
import { lockPerson } from "#server/auth/lock-person.ts";
import type { Context } from "#server/context.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPersonWithPassword, sessionOf, testPassword } from "#server/testing/account.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf } from "#server/testing/world.ts";

const next = "another sentence to remember";
const wrong = "wrong horse battery staple";
const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let ada: Awaited<ReturnType<typeof createPersonWithPassword>>;
let here: Context & { origin: { sessionId: string } };

const stands = async (ctx: typeof here) => (await actorOfSession(runtime, ctx.origin.sessionId)) !== null;
const actions = async () =>
  (
    await runtime.db.auditEntry.findMany({
      where: { targetName: ada.email, action: { not: "session.opened" } },
      orderBy: { id: "asc" },
      select: { action: true },
    })
  ).map(({ action }) => action);

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
});
beforeEach(async () => {
  await runtime.db.throttle.deleteMany();
  ada = await createPersonWithPassword(runtime);
  here = await sessionOf(runtime, ada);
});
afterAll(() => database.drop());

it("changes the password, ends the other sessions at once, and keeps this one", async () => {
  const elsewhere = [await sessionOf(runtime, ada), await sessionOf(runtime, ada)];
  expect(await changePassword(here, { current: testPassword, password: next })).toEqual({ sessionsEnded: 2 });
  expect(await stands(here)).toBe(true);
  for (const ctx of elsewhere) expect(await stands(ctx)).toBe(false);
  await expect(sessionOf(runtime, ada)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(sessionOf(runtime, ada, { password: next })).resolves.toHaveProperty("origin");
  expect(await actions()).toEqual(["password.changed", "session.refused"]);
});

it("asks for the current password, slows who guesses at it, and writes both down", async () => {
  for (let n = 0; n < 5; n++) {
    await expect(changePassword(here, { current: wrong, password: next })).rejects.toMatchObject({
      code: "invalid",
      details: { field: "current" },
    });
  }
  await expect(changePassword(here, { current: testPassword, password: next })).rejects.toMatchObject({
    code: "rate_limited",
  });
  expect(await actions()).toEqual([...Array(4).fill("account-proof.refused"), "account-proof.locked"]);
  clock.advance(5_001);
  await expect(changePassword(here, { current: testPassword, password: next })).resolves.toBeDefined();
});

it.each([
  ["too short", { current: testPassword, password: "short" }, "password"],
  ["a plain run", { current: testPassword, password: "123456789012" }, "password"],
  ["the same", { current: testPassword, password: testPassword }, "password"],
  ["without the current one", { password: next }, "current"],
])("refuses a password that is %s at its field", async (_what, input, field) => {
  await expect(changePassword(here, input)).rejects.toMatchObject({ code: "invalid", details: { field } });
});

it("leaves no session to a sign-in with the old password that was under way", async () => {
  for (let n = 0; n < 4; n++) {
    const person = await createPersonWithPassword(runtime);
    const ctx = await sessionOf(runtime, person);
    await Promise.allSettled([
      ...Array.from({ length: 4 }, () => sessionOf(runtime, person)),
      changePassword(ctx, { current: testPassword, password: next }),
      ...Array.from({ length: 4 }, () => sessionOf(runtime, person)),
    ]);
    const open = await runtime.db.session.findMany({
      where: { userId: person.id, revokedAt: null },
      select: { id: true },
    });
    expect(open).toEqual([{ id: ctx.origin.sessionId }]);
  }
}, 30_000);

it("lets one of two changes at the same time win", async () => {
  const results = await Promise.allSettled(
    [1, 2, 3].map((n) => changePassword(here, { current: testPassword, password: `${next} ${n}` })),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

it("lets somebody without a password set one from a fresh session only", async () => {
  await runtime.db.user.update({ where: { id: ada.id }, data: { passwordHash: null }, select: { id: true } });
  const fresh = await runtime.db.$transaction(async (tx) => {
    const person = await lockPerson(tx, ada.id);
    if (!person) throw new Error("Ada is gone.");
    return openSession(tx, contextOf(runtime, null), person, { method: "identity provider" });
  });
  const ctx = { ...here, origin: { ...here.origin, ...fresh } };
  clock.advance(10 * 60_000 + 1);
  await expect(changePassword(ctx, { password: next })).rejects.toMatchObject({ code: "forbidden" });
  await expect(changePassword(contextOf(runtime, ada), { password: next })).rejects.toMatchObject({
    code: "forbidden",
  });
  clock.advance(-60_000);
  const end = (revokedAt: Date | null) =>
    runtime.db.session.update({ where: { id: fresh.sessionId }, data: { revokedAt }, select: { id: true } });
  await end(clock.now());
  await expect(changePassword(ctx, { password: next })).rejects.toMatchObject({ code: "forbidden" });
  await end(null);
  expect(await changePassword(ctx, { password: next })).toEqual({ sessionsEnded: 1 });
  expect((await actions()).at(-1)).toBe("password.set");
  await expect(changePassword(ctx, { password: testPassword })).rejects.toMatchObject({
    details: { field: "current" },
  });
});

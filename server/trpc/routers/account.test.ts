import { afterAll, beforeAll, expect, it } from "vitest";
import { actorOfSession } from "#server/auth/current-context.ts";
import type { Context } from "#server/context.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPersonWithPassword, enableTotp, sessionOf } from "#server/testing/account.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf } from "#server/testing/world.ts";
import { createCallerFactory } from "#server/trpc/init.ts";
import { appRouter } from "#server/trpc/root.ts";

const createCaller = createCallerFactory(appRouter);
let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
});
afterAll(() => database.drop());

it("shows and changes nobody's account but one's own", async () => {
  const ada = await sessionOf(runtime, await createPersonWithPassword(runtime));
  await enableTotp(ada);
  const eve = createCaller(await sessionOf(runtime, await createPersonWithPassword(runtime)));
  const sessionId = ada.origin.sessionId;
  expect((await eve.account.sessions()).map(({ id }) => id)).not.toContain(sessionId);
  expect(await eve.account.endSession({ sessionId })).toEqual({ ended: 0 });
  await eve.account.endSessions({ which: "all" });
  expect(await actorOfSession(runtime, sessionId)).not.toBeNull();
  expect(await eve.account.get()).toMatchObject({ totpEnabledAt: null });
  const code = { by: "code", code: "123456" } as const;
  for (const call of [() => eve.account.disableTotp(code), () => eve.account.renewRecoveryCodes(code)]) {
    await expect(call()).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
  expect(await createCaller(ada).account.get()).toMatchObject({ recoveryCodesLeft: 10 });
});

it("lets only instance admins make links to a new password", async () => {
  const ada = await createPersonWithPassword(runtime);
  const as = (ctx: Context) => createCaller(ctx).passwordResets.create({ userId: ada.id });
  await expect(as(contextOf(runtime, ada))).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(as(contextOf(runtime, null))).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

it("is for people, not for programs", async () => {
  const actor = { kind: "identity", id: "i", name: "deploy", organizationId: "o" } as const;
  const program = createCaller({ ...contextOf(runtime, null), actor });
  await expect(program.account.get()).rejects.toMatchObject({ code: "FORBIDDEN" });
});

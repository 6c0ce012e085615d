import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { getAccount } from "#server/account/get-account.ts";
import { changeEmail, updateProfile } from "#server/account/update-profile.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPersonWithPassword, sessionOf, testPassword } from "#server/testing/account.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { newId } from "#server/ids.ts";

let database: TestDatabase;
let runtime: Runtime;
let ada: Awaited<ReturnType<typeof createPersonWithPassword>>;
let ctx: Awaited<ReturnType<typeof sessionOf>>;

const entry = (action: string) =>
  runtime.db.auditEntry.findFirst({
    where: { targetId: ada.id, action },
    select: { before: true, after: true },
  });

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
});
beforeEach(async () => {
  await runtime.db.throttle.deleteMany();
  ada = await createPersonWithPassword(runtime);
  ctx = await sessionOf(runtime, ada);
});
afterAll(() => database.drop());

it("changes the name, and writes both down once", async () => {
  for (let n = 0; n < 2; n++) await updateProfile(ctx, { name: "Ada Lovelace" });
  expect(await getAccount(ctx)).toMatchObject({ name: "Ada Lovelace", email: ada.email, hasPassword: true });
  expect(await entry("user.renamed")).toEqual({
    before: { name: ada.name },
    after: { name: "Ada Lovelace" },
  });
  expect(await runtime.db.auditEntry.count({ where: { targetId: ada.id, action: "user.renamed" } })).toBe(1);
});

it("changes the address one signs in with, for the password", async () => {
  const email = `${newId()}@example.test`;
  await expect(changeEmail(ctx, { email, password: "wrong horse battery staple" })).rejects.toMatchObject({
    code: "invalid",
    details: { field: "password" },
  });
  await changeEmail(ctx, { email, password: testPassword });
  await expect(sessionOf(runtime, { ...ada, email })).resolves.toBeDefined();
  await expect(sessionOf(runtime, ada)).rejects.toMatchObject({ code: "unauthenticated" });
  expect(await entry("user.email-changed")).toEqual({ before: { email: ada.email }, after: { email } });
});

it("takes nobody's address, also not at the same time", async () => {
  const eve = await createPersonWithPassword(runtime);
  await expect(changeEmail(ctx, { email: eve.email, password: testPassword })).rejects.toMatchObject({
    code: "conflict",
    details: { field: "email" },
  });
  const email = `${newId()}@example.test`;
  const both = [ctx, await sessionOf(runtime, eve)];
  const results = await Promise.allSettled(
    both.map((one) => changeEmail(one, { email, password: testPassword })),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(results.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "conflict" });
});

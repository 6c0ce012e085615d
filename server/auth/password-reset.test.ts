import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { changePassword } from "#server/account/change-password.ts";
import { createPasswordReset } from "#server/auth/create-password-reset.ts";
import { actorOfSession } from "#server/auth/current-context.ts";
import { disableTotpOf } from "#server/auth/disable-totp-of.ts";
import { findPasswordReset, redeemPasswordReset } from "#server/auth/redeem-password-reset.ts";
import { codeNeeded } from "#server/auth/sign-in-answers.ts";
import { signIn } from "#server/auth/sign-in.ts";
import type { Context } from "#server/context.ts";
import type { Runtime } from "#server/runtime.ts";
import {
  createPersonWithPassword,
  enableTotp,
  from,
  sessionOf,
  testPassword,
} from "#server/testing/account.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createPerson } from "#server/testing/world.ts";

const next = "another sentence to remember";
const linkIsOver = {
  code: "conflict",
  message: "This link was used, is over, or a newer one was made. Ask an instance admin for a new link.",
};
const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let admin: Context;
let anybody: Context;
let ada: Awaited<ReturnType<typeof createPersonWithPassword>>;

const makeLink = async (userId = ada.id) => {
  const { link } = await createPasswordReset(admin, { userId });
  return link.slice(link.lastIndexOf("/") + 1);
};
const redeem = (token: string, password = next, ctx = anybody) =>
  redeemPasswordReset(ctx, { token, password });
const enter = (password: string, code?: string) =>
  signIn(runtime, from("198.51.100.1"), { email: ada.email, password, ...(code ? { code } : {}) });

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
  admin = contextOf(runtime, await createPerson(runtime.db, { isInstanceAdmin: true }));
  anybody = contextOf(runtime, null);
});
beforeEach(async () => {
  await runtime.db.throttle.deleteMany();
  ada = await createPersonWithPassword(runtime);
});
afterAll(() => database.drop());

it("makes a link that names its person, gives a new password once, and ends every session", async () => {
  const session = await sessionOf(runtime, ada);
  const { link, expiresAt } = await createPasswordReset(admin, { userId: ada.id });
  expect(link).toMatch(/^http:\/\/localhost:3000\/reset-password\/[\w-]{43}$/);
  expect(expiresAt.getTime() - clock.now().getTime()).toBe(24 * 3_600_000);
  const token = link.slice(link.lastIndexOf("/") + 1);
  expect(await findPasswordReset(anybody, token)).toEqual({ name: ada.name, email: ada.email });
  expect(await redeem(token)).toEqual({ email: ada.email });
  expect(await actorOfSession(runtime, session.origin.sessionId)).toBeNull();
  await expect(enter(testPassword)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(enter(next)).resolves.toHaveProperty("sessionId");
  expect(await findPasswordReset(anybody, token)).toBeNull();
  await expect(redeem(token, "a third sentence to remember")).rejects.toMatchObject(linkIsOver);
});

it("keeps of the link only a hash, and writes making and using it down without it", async () => {
  const token = await makeLink();
  await redeem(token);
  const rows = await runtime.db.passwordReset.findMany({ where: { userId: ada.id } });
  const audit = await runtime.db.auditEntry.findMany({
    where: { targetName: ada.email },
    orderBy: { id: "asc" },
  });
  expect(audit.map(({ action, actorKind }) => [action, actorKind])).toEqual([
    ["password-reset.created", "user"],
    ["password.reset", "anonymous"],
  ]);
  expect(audit[1]?.after).toEqual({ linkMadeBy: admin.actor?.name, sessionsEnded: 0 });
  const kept = JSON.stringify([rows, audit]);
  expect(kept).not.toContain(token);
  expect(kept).not.toContain("argon2");
});

it("changes nothing by being looked at, however often", async () => {
  const token = await makeLink();
  const state = () => runtime.db.passwordReset.findMany({ where: { userId: ada.id } });
  const before = await state();
  for (let n = 0; n < 30; n++) await findPasswordReset(anybody, token);
  expect(await state()).toEqual(before);
  expect(await runtime.db.throttle.count()).toBe(0);
});

it("lets one of many uses at the same time win", async () => {
  const token = await makeLink();
  const passwords = [1, 2, 3, 4].map((n) => `${next} ${n}`);
  const results = await Promise.allSettled(
    passwords.map((password, n) => redeem(token, password, { ...anybody, origin: from(`192.0.2.${n + 1}`) })),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const winner = passwords[results.findIndex(({ status }) => status === "fulfilled")] ?? "";
  await expect(enter(winner)).resolves.toHaveProperty("sessionId");
});

it("voids older links, also when two are made at the same time", async () => {
  const first = await makeLink();
  const [second, third] = await Promise.all([makeLink(), makeLink()]);
  const usable = await Promise.all([first, second, third].map((token) => findPasswordReset(anybody, token)));
  expect(usable.filter(Boolean)).toHaveLength(1);
  expect(usable[0]).toBeNull();
  await expect(redeem(first)).rejects.toMatchObject(linkIsOver);
});

it("ends after a day, when the person is disabled, and when they change their password themselves", async () => {
  const late = await makeLink();
  clock.advance(24 * 3_600_000 + 1);
  await expect(redeem(late)).rejects.toMatchObject(linkIsOver);

  const voided = await makeLink();
  await changePassword(await sessionOf(runtime, ada), { current: testPassword, password: next });
  await expect(redeem(voided)).rejects.toMatchObject(linkIsOver);

  const shut = await makeLink();
  await runtime.db.user.update({
    where: { id: ada.id },
    data: { disabledAt: clock.now() },
    select: { id: true },
  });
  expect(await findPasswordReset(anybody, shut)).toBeNull();
  await expect(redeem(shut)).rejects.toMatchObject(linkIsOver);
  await expect(makeLink()).rejects.toMatchObject({ code: "conflict" });
});

it("leaves the second factor on", async () => {
  await enableTotp(await sessionOf(runtime, ada));
  await redeem(await makeLink());
  await expect(enter(next)).rejects.toThrow(codeNeeded);
});

it("lets in at once whoever had locked themselves out with the old password", async () => {
  const mistyped = () => enter("wrong horse battery staple").catch(() => {});
  for (let n = 0; n < 5; n++) await mistyped();
  await expect(enter(testPassword)).rejects.toMatchObject({ code: "rate_limited" });
  await redeem(await makeLink(), next, { ...anybody, origin: from("198.51.100.1") });
  await expect(enter(next)).resolves.toHaveProperty("sessionId");
});

it("refuses a weak password at its field and can be tried again", async () => {
  const token = await makeLink();
  for (const weak of ["short", ada.email]) {
    await expect(redeem(token, weak)).rejects.toMatchObject({
      code: "invalid",
      details: { field: "password" },
    });
  }
  await expect(redeem(token)).resolves.toEqual({ email: ada.email });
});

it("blocks an address that guesses links, and leaves others alone", async () => {
  for (let n = 0; n < 20; n++) await expect(redeem(`guess-${n}`)).rejects.toMatchObject(linkIsOver);
  const token = await makeLink();
  await expect(redeem(token)).rejects.toMatchObject({ code: "rate_limited" });
  await expect(redeem(token, next, { ...anybody, origin: from("192.0.2.9") })).resolves.toEqual({
    email: ada.email,
  });
});

it("is made by instance admins only, for people who exist", async () => {
  await expect(createPasswordReset(contextOf(runtime, ada), { userId: ada.id })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(createPasswordReset(anybody, { userId: ada.id })).rejects.toMatchObject({
    code: "unauthenticated",
  });
  await expect(
    createPasswordReset(admin, { userId: "01890000-0000-7000-8000-000000000000" }),
  ).rejects.toMatchObject({ code: "not_found" });
});

it("lets an instance admin switch off somebody's second factor, and nobody else", async () => {
  const session = await sessionOf(runtime, ada);
  await enableTotp(session);
  const input = { userId: ada.id };
  await expect(disableTotpOf(contextOf(runtime, ada), input)).rejects.toMatchObject({ code: "forbidden" });
  await disableTotpOf(admin, input);
  await expect(enter(testPassword)).resolves.toHaveProperty("sessionId");
  expect(await runtime.db.recoveryCode.count({ where: { userId: ada.id } })).toBe(0);
  const last = await runtime.db.auditEntry.findFirst({
    where: { targetName: ada.email, action: "totp.disabled" },
    select: { actorName: true, after: true },
  });
  expect(last).toEqual({ actorName: admin.actor?.name, after: { byAdmin: true } });
  await expect(disableTotpOf(admin, input)).rejects.toMatchObject({ code: "conflict" });
});

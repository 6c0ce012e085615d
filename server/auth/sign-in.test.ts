import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { actorOfSession } from "#server/auth/current-context.ts";
import { hashPassword } from "#server/auth/password.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import { sessionMaxAgeSeconds } from "#server/auth/session-age.ts";
import { signIn } from "#server/auth/sign-in.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { createPerson } from "#server/testing/world.ts";

const password = "correct horse battery staple";
const wrong = "wrong horse battery staple";
const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let ada: Awaited<ReturnType<typeof createPerson>>;

const from = (ipAddress: string) => ({ ipAddress, userAgent: "test", requestId: "r", sessionId: null });
const home = from("198.51.100.1");
const tryAs = (email: string, typed: string, origin = home) =>
  signIn(runtime, origin, { email, password: typed });
const refusalOf = async (
  email: string,
  typed: string,
  origin = home,
): Promise<{ code: string; message: string }> =>
  tryAs(email, typed, origin).then(
    () => ({ code: "none", message: "" }),
    (error) => ({ code: error.code, message: error.message }),
  );
const actions = async (email: string) =>
  (
    await runtime.db.auditEntry.findMany({
      where: { targetName: email },
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
  ada = await createPerson(runtime.db);
  await runtime.db.user.update({
    where: { id: ada.id },
    data: { passwordHash: await hashPassword(password) },
    select: { id: true },
  });
});
afterAll(() => database.drop());

it("opens a session for the right password, whatever the case of the address, and writes it down", async () => {
  const { sessionId } = await tryAs(` ${ada.email.toUpperCase()} `, password);
  expect(await actorOfSession(runtime, sessionId)).toEqual({ kind: "user", ...ada });
  expect(await actions(ada.email)).toEqual(["session.opened"]);
});

it("answers a wrong password, an unknown person and a disabled one alike", async () => {
  const gone = await createPerson(runtime.db);
  await runtime.db.user.update({
    where: { id: gone.id },
    data: { passwordHash: await hashPassword(password), disabledAt: clock.now() },
    select: { id: true },
  });
  const answers = [
    await refusalOf(ada.email, wrong),
    await refusalOf("nobody@example.test", password),
    await refusalOf(gone.email, password),
  ];
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.code).toBe("unauthenticated");
  expect(await actions(ada.email)).toEqual(["session.refused"]);
});

it("blocks an account after failures, known or not, also for the right password, until the wait is over", async () => {
  for (const email of [ada.email, "nobody@example.test"]) {
    for (let n = 0; n < 5; n++) expect((await refusalOf(email, wrong)).code).toBe("unauthenticated");
    expect(await refusalOf(email, password)).toMatchObject({
      code: "rate_limited",
      message: "Too many failed tries. Wait 5 seconds, then try again.",
    });
    expect((await actions(email)).slice(-2)).toEqual(["session.locked", "session.blocked"]);
  }
  clock.advance(5_001);
  await expect(tryAs(ada.email, password)).resolves.toHaveProperty("sessionId");
  // The success forgave the account: the next failure is a first one.
  expect((await refusalOf(ada.email, wrong)).code).toBe("unauthenticated");
});

it("blocks an address that tries many accounts, and leaves other addresses alone", async () => {
  for (let n = 0; n < 20; n++) await refusalOf(`person-${n}@example.test`, wrong);
  expect((await refusalOf(ada.email, password)).code).toBe("rate_limited");
  await expect(tryAs(ada.email, password, from("198.51.100.2"))).resolves.toHaveProperty("sessionId");
});

it("counts the addresses of one IPv6 network together", async () => {
  const addressOf = (n: number) => from(`2001:db8:1:2::${n + 1}`);
  for (let n = 0; n < 20; n++) {
    await tryAs(`person-${n}@example.test`, wrong, addressOf(n)).catch(() => {});
  }
  await expect(tryAs(ada.email, password, addressOf(20))).rejects.toMatchObject({ code: "rate_limited" });
  await expect(tryAs(ada.email, password, from("2001:db8:1:3::1"))).resolves.toHaveProperty("sessionId");
});

it("does not let tries at the same time outrun the count", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => refusalOf(ada.email, wrong)));
  expect(answers.filter(({ code }) => code === "unauthenticated")).toHaveLength(5);
  expect(answers.filter(({ code }) => code === "rate_limited")).toHaveLength(7);
});

it("does not count successes against an address", async () => {
  for (let n = 0; n < 21; n++) await tryAs(ada.email, password);
  await expect(tryAs(ada.email, password)).resolves.toHaveProperty("sessionId");
}, 30_000);

it("ends a session when it is revoked, when it is over, and when the person is disabled", async () => {
  const open = async () => (await tryAs(ada.email, password)).sessionId;
  const [first, second, third] = [await open(), await open(), await open()];
  await revokeSessions(runtime.db, { sessionId: first }, clock.now());
  expect(await actorOfSession(runtime, first)).toBeNull();
  expect(await actorOfSession(runtime, second)).not.toBeNull();
  await revokeSessions(runtime.db, { userId: ada.id }, clock.now());
  expect(await actorOfSession(runtime, third)).toBeNull();

  const fourth = await open();
  clock.advance(sessionMaxAgeSeconds * 1_000 + 1);
  expect(await actorOfSession(runtime, fourth)).toBeNull();

  const fifth = await open();
  await runtime.db.user.update({
    where: { id: ada.id },
    data: { disabledAt: clock.now() },
    select: { id: true },
  });
  expect(await actorOfSession(runtime, fifth)).toBeNull();
});

it("remembers when a session was last used, at most once a minute", async () => {
  const { sessionId } = await tryAs(ada.email, password);
  const lastSeen = async () =>
    (await runtime.db.session.findUniqueOrThrow({ where: { id: sessionId } })).lastSeenAt.getTime();
  const opened = await lastSeen();
  clock.advance(59_000);
  await actorOfSession(runtime, sessionId);
  expect(await lastSeen()).toBe(opened);
  clock.advance(2_000);
  await actorOfSession(runtime, sessionId);
  expect(await lastSeen()).toBe(opened + 61_000);
});

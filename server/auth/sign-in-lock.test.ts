import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { isKnownNetwork, networkKnownMs } from "#server/auth/known-network.ts";
import { signIn } from "#server/auth/sign-in.ts";
import { askForTry, sweepThrottle } from "#server/auth/throttle.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPersonWithPassword, from, testPassword } from "#server/testing/account.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";

const wrong = "wrong horse battery staple";
const clock = createTestClock();
const home = "198.51.100.1";
const abroad = "192.0.2.200";
const day = 86_400_000;
let database: TestDatabase;
let runtime: Runtime;
let ada: Awaited<ReturnType<typeof createPersonWithPassword>>;

const tryFrom = (ipAddress: string, password: string, email = ada.email) =>
  signIn(runtime, from(ipAddress), { email, password }).then(
    () => "in",
    (error) => error.code,
  );
const entries = (action: string, email = ada.email) =>
  runtime.db.auditEntry.findMany({
    where: { targetName: email, action },
    orderBy: { id: "asc" },
    select: { after: true },
  });

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
});
beforeEach(async () => {
  await runtime.db.throttle.deleteMany();
  ada = await createPersonWithPassword(runtime);
});
afterAll(() => database.drop());

/** Guesses at one account from everywhere, as many as are let through; without the work that each password costs. */
async function besiege(email: string): Promise<void> {
  for (let n = 0; n < 100; n++) await askForTry(runtime.db, [{ kind: "account", value: email }], clock.now());
}

it("lets a stranger who guesses from one network lock nobody out anywhere else", async () => {
  for (let n = 0; n < 8; n++) await tryFrom(abroad, wrong);
  expect(await tryFrom(abroad, testPassword)).toBe("rate_limited");
  expect(await tryFrom(home, testPassword)).toBe("in");
});

it("keeps nobody out of where they signed in lately, however many networks guess at the account", async () => {
  expect(await tryFrom(home, testPassword)).toBe("in");
  await besiege(ada.email);
  expect(await tryFrom("198.51.100.77", testPassword)).toBe("rate_limited");
  expect(await tryFrom(home, testPassword)).toBe("in");
  // That did not forgive the besiegers.
  expect(await tryFrom("198.51.100.77", testPassword)).toBe("rate_limited");
});

it("locks an unknown account just so", async () => {
  await besiege("nobody@example.test");
  expect(await tryFrom("198.51.100.78", wrong, "nobody@example.test")).toBe("rate_limited");
});

it("still slows guesses from the person's own network", async () => {
  expect(await tryFrom(home, testPassword)).toBe("in");
  for (let n = 0; n < 5; n++) expect(await tryFrom(home, wrong)).toBe("unauthenticated");
  expect(await tryFrom(home, testPassword)).toBe("rate_limited");
});

it("knows a network for thirty days after a sign-in, all of one IPv6 network at once", async () => {
  expect(await tryFrom("2001:db8:1:2::1", testPassword)).toBe("in");
  const known = (ipAddress: string) => isKnownNetwork(runtime.db, ada.email, ipAddress, clock.now());
  expect(await known("2001:db8:1:2:ffff::9")).toBe(true);
  expect(await known("2001:db8:1:3::1")).toBe(false);
  expect(await known("")).toBe(false);
  clock.advance(networkKnownMs + 1);
  expect(await known("2001:db8:1:2::1")).toBe(false);
});

it("writes tries that were refused while locked down at the 1st, 10th and 100th, and their number at the next", async () => {
  for (let n = 0; n < 5; n++) await tryFrom(abroad, wrong);
  for (let n = 0; n < 120; n++) expect(await tryFrom(abroad, wrong)).toBe("rate_limited");
  expect((await entries("session.blocked")).map(({ after }) => after)).toEqual([
    { triesRefused: 1 },
    { triesRefused: 10 },
    { triesRefused: 100 },
  ]);
  clock.advance(5_001);
  expect(await tryFrom(abroad, wrong)).toBe("unauthenticated");
  expect((await entries("session.locked")).at(-1)?.after).toEqual({
    wrong: "password",
    triesRefusedBefore: 120,
  });
}, 30_000);

it("removes sessions long over as their person signs in, and failures nobody remembers", async () => {
  await tryFrom(home, testPassword);
  clock.advance(20 * day);
  await tryFrom(home, testPassword);
  const count = () => runtime.db.session.count({ where: { userId: ada.id } });
  expect(await count()).toBe(2);
  clock.advance(30 * day);
  await tryFrom(home, testPassword);
  expect(await count()).toBe(2);

  await tryFrom(abroad, wrong, "nobody@example.test");
  clock.advance(day + 1);
  await tryFrom(home, wrong);
  await sweepThrottle(runtime.db, clock.now());
  const keys = (await runtime.db.throttle.findMany({ select: { key: true } })).map(({ key }) => key);
  expect(keys.some((key) => key.includes("nobody@example.test"))).toBe(false);
  expect(keys.some((key) => key.includes(ada.email))).toBe(true);
});

it("keeps nothing of the accounts that are tried while a network waits, however many they are", async () => {
  for (let n = 0; n < 20; n++) await askForTry(runtime.db, [{ kind: "address", value: abroad }], clock.now());
  const before = await runtime.db.throttle.count();
  for (let n = 0; n < 10; n++)
    expect(await tryFrom(abroad, wrong, `nobody-${n}@example.test`)).toBe("rate_limited");
  expect(await runtime.db.throttle.count()).toBe(before);
});

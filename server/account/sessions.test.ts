import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { endSession, endSessions, listSessions } from "#server/account/sessions.ts";
import { actorOfSession } from "#server/auth/current-context.ts";
import { sessionMaxAgeSeconds } from "#server/auth/session-age.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPersonWithPassword, sessionOf } from "#server/testing/account.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";

const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let ada: Awaited<ReturnType<typeof createPersonWithPassword>>;
let here: Awaited<ReturnType<typeof sessionOf>>;

const stands = async (ctx: typeof here) => (await actorOfSession(runtime, ctx.origin.sessionId)) !== null;
const revoked = () =>
  runtime.db.auditEntry.findMany({
    where: { targetName: ada.email, action: "session.revoked" },
    orderBy: { id: "asc" },
    select: { after: true },
  });

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
});
beforeEach(async () => {
  ada = await createPersonWithPassword(runtime);
  here = await sessionOf(runtime, ada);
  clock.advance(1_000);
});
afterAll(() => database.drop());

it("lists one's own open sessions, this one first, and nobody else's", async () => {
  const older = await sessionOf(runtime, ada, {}, "198.51.100.2");
  clock.advance(1_000);
  const newer = await sessionOf(runtime, ada, {}, "2001:db8::5");
  await sessionOf(runtime, await createPersonWithPassword(runtime));
  const sessions = await listSessions(here);
  expect(sessions.map(({ id, current, ipAddress }) => ({ id, current, ipAddress }))).toEqual([
    { id: here.origin.sessionId, current: true, ipAddress: "198.51.100.1" },
    { id: newer.origin.sessionId, current: false, ipAddress: "2001:db8::5" },
    { id: older.origin.sessionId, current: false, ipAddress: "198.51.100.2" },
  ]);
  expect(sessions[0]).toMatchObject({ userAgent: "test", lastSeenAt: expect.any(Date) });
});

it("lists neither ended sessions nor those that are over", async () => {
  const ended = await sessionOf(runtime, ada);
  await endSession(here, { sessionId: ended.origin.sessionId });
  expect(await listSessions(here)).toHaveLength(1);
  clock.advance(sessionMaxAgeSeconds * 1_000);
  expect(await listSessions(here)).toHaveLength(0);
});

it("ends one at once, and is content if it is over already", async () => {
  const other = await sessionOf(runtime, ada);
  const input = { sessionId: other.origin.sessionId };
  expect(await endSession(here, input)).toEqual({ ended: 1 });
  expect(await stands(other)).toBe(false);
  expect(await stands(here)).toBe(true);
  expect(await endSession(here, input)).toEqual({ ended: 0 });
  expect((await revoked()).map(({ after }) => after)).toEqual([
    { ipAddress: "198.51.100.1", userAgent: "test", current: false },
  ]);
});

it("ends no session of somebody else", async () => {
  const hers = await sessionOf(runtime, await createPersonWithPassword(runtime));
  expect(await endSession(here, { sessionId: hers.origin.sessionId })).toEqual({ ended: 0 });
  expect(await stands(hers)).toBe(true);
  await endSessions(here, { which: "all" });
  expect(await stands(hers)).toBe(true);
});

it("signs out everywhere else, or everywhere, at once", async () => {
  const others = [await sessionOf(runtime, ada), await sessionOf(runtime, ada)];
  expect(await endSessions(here, { which: "others" })).toEqual({ ended: 2 });
  for (const other of others) expect(await stands(other)).toBe(false);
  expect(await stands(here)).toBe(true);
  expect(await endSessions(here, { which: "all" })).toEqual({ ended: 1 });
  expect(await stands(here)).toBe(false);
  expect((await revoked()).map(({ after }) => after)).toEqual([
    { sessions: 2, which: "others" },
    { sessions: 1, which: "all" },
  ]);
});

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { actorOfSession } from "#server/auth/current-context.ts";
import { codeNeeded, codeWrong } from "#server/auth/sign-in-answers.ts";
import { signIn } from "#server/auth/sign-in.ts";
import { totpCode } from "#server/auth/totp.ts";
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

const step = 30_000;
const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let ada: Awaited<ReturnType<typeof createPersonWithPassword>>;
let secret: string;
let recoveryCodes: string[];

const tryWith = (code: string | undefined, password = testPassword, ipAddress = "198.51.100.1") =>
  signIn(runtime, from(ipAddress), {
    email: ada.email,
    password,
    ...(code === undefined ? {} : { code }),
  }).then(
    ({ sessionId }) => ({ sessionId, message: "in" }),
    (error: Error) => ({ sessionId: null, message: error.message }),
  );
const codeNow = (offset = 0) => totpCode(secret, new Date(clock.now().getTime() + offset * step));
/** Six digits that are none of the codes about now. */
const wrongCode = () => {
  const near = [-1, 0, 1].map(codeNow);
  return ["000000", "111111", "222222", "333333"].find((code) => !near.includes(code)) ?? "";
};
const entries = (action: string) =>
  runtime.db.auditEntry.findMany({
    where: { targetName: ada.email, action },
    orderBy: { id: "asc" },
    select: { after: true, actorName: true },
  });

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
});
beforeEach(async () => {
  await runtime.db.throttle.deleteMany();
  ada = await createPersonWithPassword(runtime);
  ({ secret, recoveryCodes } = await enableTotp(await sessionOf(runtime, ada)));
  clock.advance(2 * step);
});
afterAll(() => database.drop());

it("asks for a code only once the password is right, and then opens nothing without one", async () => {
  expect((await tryWith(undefined, "wrong horse battery staple")).message).toBe(
    "This e-mail address and password do not belong together.",
  );
  expect((await tryWith(codeNow(), "wrong horse battery staple")).message).toBe(
    "This e-mail address and password do not belong together.",
  );
  for (const nothing of [undefined, "", "  "]) expect((await tryWith(nothing)).message).toBe(codeNeeded);
  expect(await runtime.db.session.count({ where: { userId: ada.id } })).toBe(1);
});

it("lets the password with a code in, and says so in the log", async () => {
  const { sessionId } = await tryWith(codeNow());
  expect(await actorOfSession(runtime, sessionId ?? "")).toMatchObject({ id: ada.id });
  expect((await entries("session.opened")).at(-1)).toEqual({
    after: { method: "password and code" },
    actorName: ada.name,
  });
});

it("takes codes of the step before and after, each once, and none before one that was used", async () => {
  expect((await tryWith(codeNow(-1))).message).toBe("in");
  expect((await tryWith(codeNow(-1))).message).toBe(codeWrong);
  expect((await tryWith(codeNow(1))).message).toBe("in");
  expect((await tryWith(codeNow(0))).message).toBe(codeWrong);
  expect((await tryWith(codeNow(2))).message).toBe(codeWrong);
});

it("does not take the code that turned the second factor on", async () => {
  const ctx = await sessionOf(runtime, ada, { code: codeNow() });
  const used = codeNow();
  expect(ctx.origin.sessionId).not.toBeNull();
  expect((await tryWith(used)).message).toBe(codeWrong);
});

it("lets one of many uses of one code at the same time in", async () => {
  const code = codeNow();
  const answers = await Promise.all(
    [1, 2, 3, 4, 5].map((n) => tryWith(code, testPassword, `198.51.100.${n}`)),
  );
  expect(answers.filter(({ message }) => message === "in")).toHaveLength(1);
  expect(answers.filter(({ message }) => message === codeWrong)).toHaveLength(4);
});

it("takes a recovery code in the same field, once, however it is typed", async () => {
  const [first = "", second = ""] = recoveryCodes;
  expect((await tryWith(` ${first.toUpperCase().replaceAll("-", " ")} `)).message).toBe("in");
  expect((await tryWith(first)).message).toBe(codeWrong);
  expect((await tryWith(second)).message).toBe("in");
  expect((await entries("recovery-code.used")).map(({ after }) => after)).toEqual([{ left: 9 }, { left: 8 }]);
  expect((await entries("session.opened")).at(-1)?.after).toEqual({ method: "password and recovery code" });
});

it("lets one of many uses of one recovery code at the same time in", async () => {
  const [code] = recoveryCodes;
  const answers = await Promise.all(
    [1, 2, 3, 4, 5].map((n) => tryWith(code, testPassword, `198.51.100.${n}`)),
  );
  expect(answers.filter(({ message }) => message === "in")).toHaveLength(1);
  expect(await runtime.db.recoveryCode.count({ where: { userId: ada.id, usedAt: null } })).toBe(9);
});

it("takes nobody's recovery codes but the person's own", async () => {
  const eve = await createPersonWithPassword(runtime);
  const { recoveryCodes: hers } = await enableTotp(await sessionOf(runtime, eve));
  expect((await tryWith(hers[0])).message).toBe(codeWrong);
});

it("slows codes that fail from wherever they come, and a right password does not forgive them", async () => {
  for (let n = 0; n < 5; n++) {
    expect((await tryWith(wrongCode(), testPassword, `198.51.100.${n + 1}`)).message).toBe(codeWrong);
    expect((await tryWith(undefined)).message).toBe(codeNeeded);
  }
  expect((await tryWith(codeNow(), testPassword, "198.51.100.50")).message).toBe(
    "Too many failed tries. Wait 5 seconds, then try again.",
  );
  expect((await entries("session.locked")).at(-1)?.after).toEqual({ wrong: "code" });
  clock.advance(5_001);
  expect((await tryWith(codeNow())).message).toBe("in");
});

it("does not let codes at the same time outrun the count", async () => {
  const code = wrongCode();
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) => tryWith(code, testPassword, `192.0.2.${n}`)),
  );
  expect(answers.filter(({ message }) => message === codeWrong)).toHaveLength(5);
});

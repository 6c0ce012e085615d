import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { getAccount } from "#server/account/get-account.ts";
import { beginTotp, confirmTotp, disableTotp, renewRecoveryCodes } from "#server/account/second-factor.ts";
import { codeWrong } from "#server/auth/sign-in-answers.ts";
import { totpCode } from "#server/auth/totp.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPersonWithPassword, enableTotp, sessionOf, testPassword } from "#server/testing/account.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";

const clock = createTestClock();
const byPassword = { by: "password", password: testPassword } as const;
let database: TestDatabase;
let runtime: Runtime;
let ada: Awaited<ReturnType<typeof createPersonWithPassword>>;
let ctx: Awaited<ReturnType<typeof sessionOf>>;

const codeOf = (secret: string) => totpCode(secret, clock.now());
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
  ctx = await sessionOf(runtime, ada);
});
afterAll(() => database.drop());

it("turns on with the password and a code, and shows ten recovery codes", async () => {
  const { secret, uri } = await beginTotp(ctx, { password: testPassword });
  expect(uri).toContain(secret);
  expect(await getAccount(ctx)).toMatchObject({ totpEnabledAt: null, recoveryCodesLeft: 0 });
  const { recoveryCodes } = await confirmTotp(ctx, { code: codeOf(secret) });
  expect(new Set(recoveryCodes).size).toBe(10);
  for (const code of recoveryCodes) expect(code).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  expect(await getAccount(ctx)).toMatchObject({ totpEnabledAt: clock.now(), recoveryCodesLeft: 10 });
  expect(await actions()).toEqual(["totp.enabled"]);
});

it("keeps neither the secret nor the recovery codes in clear", async () => {
  const { secret, recoveryCodes } = await enableTotp(ctx);
  const user = await runtime.db.user.findUniqueOrThrow({ where: { id: ada.id } });
  const codes = await runtime.db.recoveryCode.findMany({ where: { userId: ada.id } });
  const audit = await runtime.db.auditEntry.findMany({ where: { targetName: ada.email } });
  const kept = JSON.stringify([codes, audit]) + Buffer.from(user.totpSecretEnc ?? []).toString("latin1");
  expect(codes).toHaveLength(10);
  expect(user.totpSecretEnc).not.toBeNull();
  for (const shown of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll("-", ""))]) {
    expect(kept).not.toContain(shown);
  }
});

it("does not begin without the password, so that a borrowed session locks nobody out", async () => {
  await expect(beginTotp(ctx, { password: "wrong horse battery staple" })).rejects.toMatchObject({
    code: "invalid",
    details: { field: "password" },
  });
});

it("turns on for the last secret that was shown and with its code only", async () => {
  await expect(confirmTotp(ctx, { code: "123456" })).rejects.toMatchObject({ code: "conflict" });
  const { secret: first } = await beginTotp(ctx, { password: testPassword });
  const { secret: last } = await beginTotp(ctx, { password: testPassword });
  await expect(confirmTotp(ctx, { code: codeOf(first) })).rejects.toMatchObject({
    code: "invalid",
    details: { field: "code" },
  });
  expect((await getAccount(ctx)).totpEnabledAt).toBeNull();
  await expect(confirmTotp(ctx, { code: codeOf(last) })).resolves.toHaveProperty("recoveryCodes");
});

it("shows recovery codes to one of two confirmations at the same time", async () => {
  const { secret } = await beginTotp(ctx, { password: testPassword });
  const results = await Promise.allSettled([1, 2, 3].map(() => confirmTotp(ctx, { code: codeOf(secret) })));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await runtime.db.recoveryCode.count({ where: { userId: ada.id } })).toBe(10);
});

it("is not set up anew while it is on", async () => {
  const { secret } = await enableTotp(ctx);
  await expect(beginTotp(ctx, { password: testPassword })).rejects.toMatchObject({ code: "conflict" });
  clock.advance(60_000);
  await expect(confirmTotp(ctx, { code: codeOf(secret) })).rejects.toMatchObject({ code: "conflict" });
});

it.each(["password", "code", "recovery code"] as const)("turns off with the %s", async (what) => {
  const { secret, recoveryCodes } = await enableTotp(ctx);
  clock.advance(60_000);
  const code = what === "code" ? codeOf(secret) : (recoveryCodes[0] ?? "");
  await disableTotp(ctx, what === "password" ? byPassword : { by: "code", code });
  expect(await getAccount(ctx)).toMatchObject({ totpEnabledAt: null, recoveryCodesLeft: 0 });
  expect(await runtime.db.recoveryCode.count({ where: { userId: ada.id } })).toBe(0);
  expect((await actions()).at(-1)).toBe("totp.disabled");
  await expect(disableTotp(ctx, byPassword)).rejects.toMatchObject({ code: "conflict" });
});

it("does not turn off with a code that was used, and slows who tries", async () => {
  const { secret } = await enableTotp(ctx);
  const used = codeOf(secret);
  for (let n = 0; n < 5; n++) {
    await expect(disableTotp(ctx, { by: "code", code: used })).rejects.toMatchObject({
      code: "invalid",
      message: codeWrong,
    });
  }
  await expect(disableTotp(ctx, { by: "code", code: used })).rejects.toMatchObject({ code: "rate_limited" });
  expect(await actions()).toEqual([
    "totp.enabled",
    ...Array(4).fill("account-proof.refused"),
    "account-proof.locked",
  ]);
  expect((await getAccount(ctx)).totpEnabledAt).not.toBeNull();
});

it("makes ten new recovery codes, and ends the old ones", async () => {
  const { secret, recoveryCodes: old } = await enableTotp(ctx);
  clock.advance(60_000);
  const { recoveryCodes } = await renewRecoveryCodes(ctx, { by: "code", code: codeOf(secret) });
  expect(recoveryCodes).toHaveLength(10);
  expect(recoveryCodes.some((code) => old.includes(code))).toBe(false);
  await expect(sessionOf(runtime, ada, { code: old[0] ?? "" })).rejects.toThrow(codeWrong);
  await expect(sessionOf(runtime, ada, { code: recoveryCodes[0] ?? "" })).resolves.toBeDefined();
});

it("stands for everybody alone: a new person may set it up with the password only they have", async () => {
  await enableTotp(ctx);
  const eve = await sessionOf(runtime, await createPersonWithPassword(runtime));
  expect(await getAccount(eve)).toMatchObject({ totpEnabledAt: null });
  await expect(disableTotp(eve, byPassword)).rejects.toMatchObject({ code: "conflict" });
  expect((await getAccount(ctx)).totpEnabledAt).not.toBeNull();
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createClientSecret } from "#server/identities/create-client-secret.ts";
import { setIdentityEnabled } from "#server/identities/end-identity.ts";
import { loginIdentity } from "#server/identities/login-identity.ts";
import { revokeClientSecret } from "#server/identities/revoke-client-secret.ts";
import type { Runtime } from "#server/runtime.ts";
import { hashOfToken } from "#server/ids.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity, programContext } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";

const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
let program: Awaited<ReturnType<typeof createIdentity>>;
let place: { organizationId: string; identityId: string };

const home = "198.51.100.1";
type Pair = { clientId?: string; clientSecret?: string };
const login = (pair: Pair = {}, from = home) =>
  loginIdentity(programContext(runtime, null, from), {
    clientId: pair.clientId ?? program.clientId,
    clientSecret: pair.clientSecret ?? program.clientSecret,
  });
const refusalOf = (pair: Pair = {}, from = home): Promise<{ code: string; message: string }> =>
  login(pair, from).then(
    () => ({ code: "none", message: "" }),
    ({ code, message }) => ({ code, message }),
  );
const wrong = { clientSecret: "bws_wrong" };
const entries = (targetName: string) =>
  runtime.db.auditEntry.findMany({
    where: { targetName },
    orderBy: { id: "asc" },
    select: { action: true, organizationId: true, actorKind: true, actorId: true, after: true },
  });
const secretWith = (over: { expiresAt?: Date; usesMax?: number }) =>
  createClientSecret(contextOf(runtime, world.admin), {
    ...place,
    description: "",
    expiresAt: over.expiresAt ?? null,
    usesMax: over.usesMax ?? null,
  });

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
  world = await createWorld(runtime.db);
});
beforeEach(async () => {
  await runtime.db.throttle.deleteMany();
  program = await createIdentity(runtime, { organizationId: world.organizationId });
  place = { organizationId: world.organizationId, identityId: program.id };
});
afterAll(() => database.drop());

it("gives an access token for a client secret, keeps only its hash, and writes the login down", async () => {
  const answer = await login();
  expect(answer).toEqual({
    accessToken: expect.stringMatching(/^bwt_[\w-]{43}$/),
    expiresIn: 86_400,
    accessTokenMaxTTL: 30 * 86_400,
    tokenType: "Bearer",
  });
  const token = await runtime.db.identityAccessToken.findUniqueOrThrow({
    where: { tokenHash: hashOfToken(answer.accessToken) },
  });
  expect(token).toMatchObject({ identityId: program.id, ipAddress: home });
  expect(token.expiresAt).toEqual(new Date(clock.now().getTime() + 86_400_000));
  const identity = await runtime.db.machineIdentity.findUniqueOrThrow({ where: { id: program.id } });
  expect(identity).toMatchObject({ lastUsedAt: clock.now(), lastUsedFrom: home });
  expect(await entries(program.name)).toEqual([
    {
      action: "identity.logged-in",
      organizationId: world.organizationId,
      actorKind: "identity",
      actorId: program.id,
      after: { clientSecretId: program.clientSecretId, tokenId: token.id },
    },
  ]);
  const written = JSON.stringify(await runtime.db.auditEntry.findMany());
  expect(written).not.toContain(answer.accessToken);
  expect(written).not.toContain(program.clientSecret);
});

it("answers an unknown client id, a wrong secret, another identity's secret and nonsense alike", async () => {
  const other = await createIdentity(runtime, { organizationId: world.organizationId });
  const answers = [
    await refusalOf(wrong),
    await refusalOf({ clientId: randomUUID() }),
    await refusalOf({ clientSecret: other.clientSecret }),
    await refusalOf({ clientId: "not a uuid" }),
  ];
  expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(
    new Set([
      JSON.stringify({
        code: "unauthenticated",
        message: "This client id and client secret do not belong together.",
      }),
    ]),
  );
});

it("shows refused logins to the organization of the identity, and keeps what is no client id out of the log", async () => {
  await refusalOf(wrong);
  expect(await entries(program.name)).toMatchObject([
    { action: "identity.login-refused", organizationId: world.organizationId, after: { reason: "wrong" } },
  ]);
  await refusalOf({ clientId: program.clientSecret, clientSecret: program.clientId });
  const log = await runtime.db.auditEntry.findMany({
    where: { organizationId: null },
    orderBy: { id: "asc" },
  });
  const kept = JSON.stringify([log, await runtime.db.throttle.findMany()]);
  expect(kept).not.toContain(program.clientSecret.slice(0, 8));
  expect(kept.toLowerCase()).not.toContain(program.clientSecret.toLowerCase());
  expect(log.at(-1)).toMatchObject({ targetName: "not a client id" });
});

it("says to the holder of a right secret why it counts no more", async () => {
  const admin = contextOf(runtime, world.admin);
  const soon = await secretWith({ expiresAt: new Date(clock.now().getTime() + 60_000) });
  const once = await secretWith({ usesMax: 1 });
  await login(once);
  expect((await refusalOf(once)).message).toContain("used as often as it may be");
  clock.advance(60_000);
  expect((await refusalOf(soon)).message).toBe("This client secret has expired. Ask for a new one.");
  await revokeClientSecret(admin, { ...place, clientSecretId: program.clientSecretId });
  expect((await refusalOf()).message).toBe("This client secret was revoked. Ask for a new one.");

  const next = await secretWith({});
  await setIdentityEnabled(admin, { ...place, enabled: false });
  expect(await refusalOf(next)).toMatchObject({
    code: "unauthenticated",
    message: expect.stringContaining("switched off"),
  });
  await setIdentityEnabled(admin, { ...place, enabled: true });
  await expect(login(next)).resolves.toHaveProperty("accessToken");
});

it("lets a client secret with one use log in once, however many try at the same time", async () => {
  const once = await secretWith({ usesMax: 1 });
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => login(once)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await runtime.db.identityAccessToken.count({ where: { clientSecretId: once.id } })).toBe(1);
  const secret = await runtime.db.identityClientSecret.findUniqueOrThrow({ where: { id: once.id } });
  expect(secret.uses).toBe(1);
});

it("lets many copies of a program log in at the same time", async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => login()));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  const secret = await runtime.db.identityClientSecret.findUniqueOrThrow({
    where: { id: program.clientSecretId },
  });
  expect(secret.uses).toBe(20);
});

it("leaves no token standing of a secret that is revoked while programs log in with it", async () => {
  const admin = contextOf(runtime, world.admin);
  const secret = await secretWith({});
  const logins = Array.from({ length: 8 }, () => login(secret).catch(() => null));
  await revokeClientSecret(admin, { ...place, clientSecretId: secret.id });
  await Promise.all(logins);
  const standing = { clientSecretId: secret.id, revokedAt: null };
  expect(await runtime.db.identityAccessToken.count({ where: standing })).toBe(0);
});

it("lets log in only from the networks that are named", async () => {
  program = await createIdentity(runtime, {
    organizationId: world.organizationId,
    clientSecretNetworks: ["10.0.0.0/8", "2001:db8:1::/48"],
  });
  for (const from of ["10.9.9.9", "::ffff:10.9.9.9", "2001:db8:1::5"]) {
    await expect(login({}, from)).resolves.toHaveProperty("accessToken");
  }
  for (const from of ["11.0.0.1", "2001:db8:2::5", ""]) {
    expect(await refusalOf({}, from)).toMatchObject({ code: "forbidden" });
  }
  expect((await refusalOf({}, "11.0.0.1")).message).toContain("may not be used from 11.0.0.1");
});

it("locks a client id out after failures from a network, also its right secret, and only there", async () => {
  for (let n = 0; n < 5; n++) expect((await refusalOf(wrong)).code).toBe("unauthenticated");
  expect(await refusalOf()).toMatchObject({
    code: "rate_limited",
    message: expect.stringContaining("Wait 5 seconds"),
  });
  expect((await entries(program.name)).map(({ action }) => action)).toEqual([
    ...Array.from({ length: 4 }, () => "identity.login-refused"),
    "identity.login-locked",
    "identity.login-refused",
  ]);
  // Whoever knows a client id cannot lock its program out from elsewhere.
  await expect(login({}, "198.51.100.2")).resolves.toHaveProperty("accessToken");
  // A neighbour in the same network goes on.
  const other = await createIdentity(runtime, { organizationId: world.organizationId });
  await expect(login(other)).resolves.toHaveProperty("accessToken");
  clock.advance(5_001);
  await expect(login()).resolves.toHaveProperty("accessToken");
  // The success forgave what failed before it.
  expect((await refusalOf(wrong)).code).toBe("unauthenticated");
});

it("writes a flood of refused tries down in a handful of entries", async () => {
  for (let n = 0; n < 60; n++) await refusalOf(wrong);
  const log = await entries(program.name);
  expect(log.length).toBeLessThan(10);
  expect(log.at(-1)).toMatchObject({ after: { reason: "locked", refused: 10 } });
});

it("ends the lock when a new client secret is made", async () => {
  for (let n = 0; n < 6; n++) await refusalOf(wrong);
  expect((await refusalOf()).code).toBe("rate_limited");
  await expect(login(await secretWith({}))).resolves.toHaveProperty("accessToken");
});

it("slows a network that tries many client ids", async () => {
  for (let n = 0; n < 20; n++) await refusalOf({ clientId: randomUUID() });
  expect((await refusalOf({ clientId: randomUUID() })).code).toBe("rate_limited");
  await expect(login()).resolves.toHaveProperty("accessToken");
});

it("deletes, with a login, tokens and secrets that ended more than 30 days ago", async () => {
  const admin = contextOf(runtime, world.admin);
  const secret = await secretWith({});
  await login(secret);
  await revokeClientSecret(admin, { ...place, clientSecretId: secret.id });
  clock.advance(62 * 86_400_000);
  await login();
  expect(await runtime.db.identityAccessToken.count({ where: { clientSecretId: secret.id } })).toBe(0);
  expect(await runtime.db.identityClientSecret.count({ where: { id: secret.id } })).toBe(0);
  expect(await runtime.db.identityClientSecret.count({ where: { identityId: program.id } })).toBe(1);
});

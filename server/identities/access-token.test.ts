import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { requireProject } from "#server/authz/access.ts";
import { actorOfAccessToken } from "#server/identities/access-token.ts";
import { deleteIdentity, setIdentityEnabled } from "#server/identities/end-identity.ts";
import { loginIdentity } from "#server/identities/login-identity.ts";
import { renewAccessToken } from "#server/identities/renew-access-token.ts";
import { revokeAccessToken } from "#server/identities/revoke-access-token.ts";
import { revokeClientSecret } from "#server/identities/revoke-client-secret.ts";
import { revokeTokens } from "#server/identities/revoke-tokens.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity, programContext } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";

const clock = createTestClock();
const day = 86_400_000;
let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
let program: Awaited<ReturnType<typeof createIdentity>>;
let place: { organizationId: string; identityId: string };

const use = (accessToken = program.accessToken, from = "203.0.113.9") =>
  actorOfAccessToken(runtime, accessToken, programContext(runtime, null, from).origin);
const renew = (accessToken = program.accessToken) =>
  renewAccessToken(programContext(runtime), { accessToken });
const tokenRow = () => runtime.db.identityAccessToken.findUniqueOrThrow({ where: { id: program.tokenId } });
const make = async (over: Partial<Parameters<typeof createIdentity>[1]> = {}) => {
  const { organizationId, projectId } = world;
  program = await createIdentity(runtime, { organizationId, projectId, ...over });
  place = { organizationId, identityId: program.id };
};

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
  world = await createWorld(runtime.db);
});
beforeEach(() => make());
afterAll(() => database.drop());

it("tells whom a token speaks for, who then acts by its role in the project", async () => {
  await make({ projectRole: "viewer" });
  const { actor, tokenId } = await use();
  expect({ actor, tokenId }).toEqual({ actor: program.actor, tokenId: program.tokenId });
  const ctx = programContext(runtime, actor);
  await expect(requireProject(ctx, world.projectId, "project:read")).resolves.toMatchObject({
    role: "viewer",
  });
  await expect(requireProject(ctx, world.projectId, "project:update")).rejects.toMatchObject({
    code: "forbidden",
  });
});

it("does not know a text that is no token, nor the token of a deleted identity", async () => {
  await expect(use("bwt_nonsense")).rejects.toMatchObject({ code: "unauthenticated" });
  await deleteIdentity(contextOf(runtime, world.admin), place);
  await expect(use()).rejects.toMatchObject({ message: expect.stringContaining("not known") });
});

it("refuses a token once it expired", async () => {
  clock.advance(day - 1);
  await expect(use()).resolves.toHaveProperty("actor");
  clock.advance(1);
  await expect(use()).rejects.toMatchObject({
    code: "unauthenticated",
    message: "This access token has expired. Log in again.",
  });
});

it("refuses a token at once when it, its secret or its identity is ended", async () => {
  const admin = contextOf(runtime, world.admin);
  const enders = [
    () => revokeTokens(admin, { ...place, tokenId: program.tokenId }),
    () => revokeTokens(admin, place),
    () => revokeClientSecret(admin, { ...place, clientSecretId: program.clientSecretId }),
    () => revokeAccessToken(programContext(runtime), { accessToken: program.accessToken }),
  ];
  for (const end of enders) {
    await make();
    await expect(use()).resolves.toHaveProperty("actor");
    await end();
    await expect(use()).rejects.toMatchObject({
      code: "unauthenticated",
      message: "This access token was revoked. Log in again.",
    });
    await expect(renew()).rejects.toMatchObject({ code: "unauthenticated" });
  }
});

it("does not bring tokens back when an identity is switched on again", async () => {
  const admin = contextOf(runtime, world.admin);
  expect(await setIdentityEnabled(admin, { ...place, enabled: false })).toEqual({ endedTokens: 1 });
  await expect(use()).rejects.toMatchObject({ code: "unauthenticated" });
  await setIdentityEnabled(admin, { ...place, enabled: true });
  await expect(use()).rejects.toMatchObject({ code: "unauthenticated" });
});

it("takes a token only from the networks that are named, also for renewing", async () => {
  await make({ accessTokenNetworks: ["192.0.2.0/24", "2001:db8::/32"] });
  for (const from of ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::7"]) {
    await expect(use(program.accessToken, from)).resolves.toHaveProperty("actor");
  }
  for (const from of ["192.0.3.1", "2001:db9::7", ""]) {
    await expect(use(program.accessToken, from)).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(renew()).rejects.toMatchObject({ code: "forbidden" });
  // Whoever finds a token may end it from anywhere.
  await revokeAccessToken(programContext(runtime), { accessToken: program.accessToken });
  expect((await tokenRow()).revokedAt).not.toBeNull();
});

it("lets a token be used as often as it may be, however many use it at the same time", async () => {
  await make({ accessTokenUsesMax: 5 });
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => use()));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  expect((await tokenRow()).uses).toBe(5);
  await expect(use()).rejects.toMatchObject({ message: expect.stringContaining("as often as it may be") });
  await expect(renew()).rejects.toMatchObject({ code: "unauthenticated" });
});

it("counts no use once a token is revoked while it is used", async () => {
  await make({ accessTokenUsesMax: 1_000 });
  const uses = Array.from({ length: 10 }, () =>
    use()
      .then(() => 1)
      .catch(() => 0),
  );
  await revokeTokens(contextOf(runtime, world.admin), place);
  const counted = (await Promise.all(uses)).reduce<number>((sum, one) => sum + one, 0);
  expect((await tokenRow()).uses).toBe(counted);
  await expect(use()).rejects.toMatchObject({ code: "unauthenticated" });
});

it("remembers the last use of token and identity, at most once a minute", async () => {
  const lastUses = async () => {
    const identity = await runtime.db.machineIdentity.findUniqueOrThrow({ where: { id: program.id } });
    return [(await tokenRow()).lastUsedAt, identity.lastUsedAt];
  };
  const first = clock.now();
  await use();
  expect(await lastUses()).toEqual([first, first]);
  clock.advance(59_999);
  await use();
  expect(await lastUses()).toEqual([first, first]);
  clock.advance(1);
  await use(program.accessToken, "203.0.113.10");
  expect(await lastUses()).toEqual([clock.now(), clock.now()]);
  const identity = await runtime.db.machineIdentity.findUniqueOrThrow({ where: { id: program.id } });
  expect(identity.lastUsedFrom).toBe("203.0.113.10");
});

it("renews a token by its life, never beyond the longest, and not after its end", async () => {
  clock.advance(day / 2);
  expect(await renew()).toEqual({
    accessToken: program.accessToken,
    expiresIn: 86_400,
    accessTokenMaxTTL: 29.5 * 86_400,
    tokenType: "Bearer",
  });
  for (let n = 0; n < 29; n++) {
    clock.advance(day - 1);
    await renew();
  }
  clock.advance(day / 4);
  const { expiresIn, accessTokenMaxTTL } = await renew();
  expect(expiresIn).toBe(accessTokenMaxTTL);
  expect((await tokenRow()).expiresAt).toEqual((await tokenRow()).maxExpiresAt);
  clock.advance(accessTokenMaxTTL * 1_000 + 1_000);
  await expect(renew()).rejects.toMatchObject({ message: expect.stringContaining("expired") });
  await expect(use()).rejects.toMatchObject({ code: "unauthenticated" });
});

it("writes the revocation by a program down once, as the program's own", async () => {
  const own = await loginIdentity(programContext(runtime), program);
  const revoke = () => revokeAccessToken(programContext(runtime), { accessToken: own.accessToken });
  expect(await revoke()).toEqual({ revoked: true });
  expect(await revoke()).toEqual({ revoked: true });
  const log = await runtime.db.auditEntry.findMany({
    where: { targetId: program.id, action: "identity.token-revoked" },
  });
  expect(log).toMatchObject([{ actorKind: "identity", actorId: program.id }]);
  await expect(
    revokeAccessToken(programContext(runtime), { accessToken: "bwt_unknown" }),
  ).rejects.toMatchObject({ code: "unauthenticated" });
  // Its other token still counts.
  await expect(use()).resolves.toHaveProperty("actor");
});

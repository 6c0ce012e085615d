import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { Context } from "#server/context.ts";
import { createClientSecret, createClientSecretInput } from "#server/identities/create-client-secret.ts";
import { createIdentity, createIdentityInput } from "#server/identities/create-identity.ts";
import { deleteIdentity, setIdentityEnabled } from "#server/identities/end-identity.ts";
import { getIdentity, listClientSecrets, listTokens } from "#server/identities/get-identity.ts";
import { listIdentities } from "#server/identities/list-identities.ts";
import { loginIdentity } from "#server/identities/login-identity.ts";
import { revokeClientSecret } from "#server/identities/revoke-client-secret.ts";
import { revokeTokens } from "#server/identities/revoke-tokens.ts";
import { updateIdentity, updateIdentityInput } from "#server/identities/update-identity.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity as createProgram, programContext } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";

const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
let admin: Context;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
  world = await createWorld(runtime.db);
  admin = contextOf(runtime, world.admin);
});
afterAll(() => database.drop());

const make = (over: object = {}, ctx = admin) =>
  createIdentity(
    ctx,
    createIdentityInput.parse({ organizationId: world.organizationId, name: newId(), ...over }),
  );
const placeOf = (identityId: string) => ({ organizationId: world.organizationId, identityId });
const secretFor = (identityId: string, over: object = {}) =>
  createClientSecret(admin, createClientSecretInput.parse({ ...placeOf(identityId), ...over }));
const entriesOf = (targetId: string) =>
  runtime.db.auditEntry.findMany({
    where: { targetId },
    orderBy: { id: "asc" },
    select: { action: true, organizationId: true, before: true, after: true },
  });

it("makes an identity with sensible tokens and writes it down", async () => {
  const { id, clientId } = await make({ name: " deploy-pipeline ", clientSecretNetworks: ["10.1.1.1/8"] });
  expect(await getIdentity(admin, placeOf(id))).toMatchObject({
    name: "deploy-pipeline",
    role: "member",
    clientId: z.uuid().parse(clientId),
    accessTokenSeconds: 86_400,
    accessTokenMaxSeconds: 30 * 86_400,
    accessTokenUsesMax: null,
    clientSecretNetworks: ["10.0.0.0/8"],
    createdBy: world.admin.name,
    loginUrl: "http://localhost:3000/api/v1/auth/universal-auth/login",
    mayManage: true,
  });
  expect(await entriesOf(id)).toMatchObject([
    {
      action: "identity.created",
      organizationId: world.organizationId,
      after: { clientId, name: "deploy-pipeline", clientSecretNetworks: ["10.0.0.0/8"] },
    },
  ]);
});

it("has each name once in an organization, also when two people choose it at the same time", async () => {
  const outcomes = await Promise.allSettled([make({ name: "twice" }), make({ name: "twice" })]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const { id } = await make({ name: "third" });
  const settings = { ...(await getIdentity(admin, placeOf(id))), name: "twice" };
  await expect(
    updateIdentity(admin, updateIdentityInput.parse({ ...settings, ...placeOf(id) })),
  ).rejects.toMatchObject({ code: "conflict", details: { field: "name" } });
});

it("names the field of a value that cannot be", async () => {
  await expect(make({ accessTokenSeconds: 600, accessTokenMaxSeconds: 60 })).rejects.toMatchObject({
    code: "invalid",
    details: { field: "accessTokenMaxSeconds" },
  });
  const organizationId = world.organizationId;
  const problems = (over: object) =>
    createIdentityInput
      .safeParse({ organizationId, name: "x", ...over })
      .error?.issues.map(({ path }) => path.join("."));
  expect(problems({ role: "owner" })).toEqual(["role"]);
  expect(problems({ name: " " })).toEqual(["name"]);
  expect(problems({ accessTokenSeconds: 59 })).toEqual(["accessTokenSeconds"]);
  expect(problems({ accessTokenMaxSeconds: 366 * 86_400 })).toEqual(["accessTokenMaxSeconds"]);
  expect(problems({ accessTokenUsesMax: 0 })).toEqual(["accessTokenUsesMax"]);
  expect(problems({ accessTokenNetworks: ["nowhere"] })).toEqual(["accessTokenNetworks"]);
});

it("changes what is chosen of an identity, and writes down only what changed", async () => {
  const { id } = await make({ name: "old name" });
  const before = await getIdentity(admin, placeOf(id));
  const update = (over: object) =>
    updateIdentity(admin, updateIdentityInput.parse({ ...before, ...placeOf(id), ...over }));
  await update({ name: "new name", role: "admin", accessTokenNetworks: ["192.0.2.1"] });
  expect(await getIdentity(admin, placeOf(id))).toMatchObject({ name: "new name", role: "admin" });
  await update({ name: "new name", role: "admin", accessTokenNetworks: ["192.0.2.1"] });
  expect(await entriesOf(id)).toMatchObject([
    { action: "identity.created" },
    {
      action: "identity.updated",
      before: { name: "old name", role: "member", accessTokenNetworks: [] },
      after: { name: "new name", role: "admin", accessTokenNetworks: ["192.0.2.1"] },
    },
  ]);
});

it("shows a client secret once and keeps its hash and first characters", async () => {
  const { id, clientId } = await make();
  const made = await secretFor(id, { description: "CI", usesMax: 3 });
  expect(made).toMatchObject({ clientId, clientSecret: expect.stringMatching(/^bws_[\w-]{43}$/) });
  const secrets = await listClientSecrets(admin, placeOf(id));
  expect(secrets).toMatchObject([
    { prefix: made.clientSecret.slice(0, 10), description: "CI", uses: 0, usesMax: 3, standing: "active" },
  ]);
  const kept = JSON.stringify([
    await runtime.db.identityClientSecret.findMany({ where: { identityId: id } }),
    secrets,
    await entriesOf(id),
  ]);
  expect(kept).not.toContain(made.clientSecret);
  await expect(secretFor(id, { expiresAt: clock.now() })).rejects.toMatchObject({
    code: "invalid",
    details: { field: "expiresAt" },
  });
});

it("tells how client secrets and tokens stand", async () => {
  const { id } = await make();
  const expires = await secretFor(id, { expiresAt: new Date(clock.now().getTime() + 1_000) });
  const once = await secretFor(id, { usesMax: 1 });
  const gone = await secretFor(id);
  for (const secret of [once, gone]) await loginIdentity(programContext(runtime), secret);
  expect(await listTokens(admin, placeOf(id))).toMatchObject({ count: 2 });
  expect(await revokeClientSecret(admin, { ...placeOf(id), clientSecretId: gone.id })).toEqual({
    endedTokens: 1,
  });
  clock.advance(1_000);
  const standings = (await listClientSecrets(admin, placeOf(id))).map((one) => [
    one.id,
    one.standing,
    one.tokens,
  ]);
  expect(standings).toEqual([
    [gone.id, "revoked", 0],
    [once.id, "used-up", 1],
    [expires.id, "expired", 0],
  ]);
  const { count, tokens } = await listTokens(admin, placeOf(id));
  expect(count).toBe(1);
  expect(tokens).toMatchObject([{ ipAddress: "203.0.113.9", clientSecret: { prefix: expect.any(String) } }]);
  expect(await revokeTokens(admin, placeOf(id))).toEqual({ endedTokens: 1 });
  expect(await revokeTokens(admin, placeOf(id))).toEqual({ endedTokens: 0 });
  expect((await entriesOf(id)).map(({ action }) => action)).toEqual([
    "identity.created",
    "identity.client-secret-created",
    "identity.client-secret-created",
    "identity.client-secret-created",
    "identity.logged-in",
    "identity.logged-in",
    "identity.client-secret-revoked",
    "identity.tokens-revoked",
  ]);
});

it("lists identities by name with projects, last use, and client secrets that end soon", async () => {
  const program = await createProgram(runtime, {
    organizationId: world.organizationId,
    projectId: world.projectId,
  });
  const in13Days = new Date(clock.now().getTime() + 13 * 86_400_000);
  await secretFor(program.id, { expiresAt: in13Days });
  await secretFor(program.id, { expiresAt: new Date(clock.now().getTime() + 15 * 86_400_000) });
  const usedUp = await secretFor(program.id, { usesMax: 1 });
  await runtime.db.identityClientSecret.update({ where: { id: usedUp.id }, data: { uses: 1 } });
  const { identities } = await listIdentities(admin, world);
  expect(identities.map(({ name }) => name)).toEqual(identities.map(({ name }) => name).sort());
  expect(identities.find(({ id }) => id === program.id)).toMatchObject({
    projects: ["Payments"],
    clientSecrets: 3,
    expiringSoon: 1,
    expiresSoonAt: in13Days,
    enabled: true,
    lastUsedAt: null,
  });
});

it("deletes an identity with its secrets and tokens, and keeps what it did in the log", async () => {
  const program = await createProgram(runtime, {
    organizationId: world.organizationId,
    projectId: world.projectId,
  });
  await deleteIdentity(admin, placeOf(program.id));
  expect(await runtime.db.identityAccessToken.count({ where: { identityId: program.id } })).toBe(0);
  expect(await entriesOf(program.id)).toMatchObject([
    {
      action: "identity.deleted",
      before: { clientId: program.clientId, projects: [{ project: "Payments", role: "admin" }] },
    },
  ]);
  await expect(getIdentity(admin, placeOf(program.id))).rejects.toMatchObject({ code: "not_found" });
});

it("switches an identity off and on once, whoever asks twice", async () => {
  const { id } = await make();
  for (const enabled of [false, false, true, true]) {
    await setIdentityEnabled(admin, { ...placeOf(id), enabled });
  }
  expect((await entriesOf(id)).map(({ action }) => action)).toEqual([
    "identity.created",
    "identity.disabled",
    "identity.enabled",
  ]);
});

it("lets an admin identity manage identities, and an ordinary one not", async () => {
  const { organizationId } = world;
  const ordinary = await createProgram(runtime, { organizationId });
  const powerful = await createProgram(runtime, { organizationId, role: "admin" });
  await expect(make({}, programContext(runtime, ordinary.actor))).rejects.toMatchObject({
    code: "forbidden",
  });
  const { id } = await make({}, programContext(runtime, powerful.actor));
  expect(await getIdentity(admin, placeOf(id))).toMatchObject({ createdBy: powerful.name });
});

it("has no identity of another organization for its own", async () => {
  const other = await createWorld(runtime.db);
  const { id } = await make();
  const foreign = { organizationId: other.organizationId, identityId: id };
  const theirs = contextOf(runtime, other.owner);
  await expect(getIdentity(theirs, foreign)).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteIdentity(theirs, foreign)).rejects.toMatchObject({ code: "not_found" });
  const secret = await secretFor(id);
  const mine = await make();
  await expect(
    revokeClientSecret(admin, { ...placeOf(mine.id), clientSecretId: secret.id }),
  ).rejects.toMatchObject({ code: "not_found" });
});

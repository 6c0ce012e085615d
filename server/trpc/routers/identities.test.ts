import { afterAll, beforeAll, expect, it } from "vitest";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";
import { createCallerFactory } from "#server/trpc/init.ts";
import { identitiesRouter } from "#server/trpc/routers/identities.ts";

const callerOf = createCallerFactory(identitiesRouter);
type Caller = ReturnType<typeof callerOf>;
let database: TestDatabase;
let runtime: Runtime;
let ours: Awaited<ReturnType<typeof createWorld>>;
let theirs: Awaited<ReturnType<typeof createWorld>>;
let program: Awaited<ReturnType<typeof createIdentity>>;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
  ours = await createWorld(runtime.db);
  theirs = await createWorld(runtime.db);
  program = await createIdentity(runtime, ours);
});
afterAll(() => database.drop());

type Place = { organizationId: string; projectId: string };
const settings = {
  name: "x",
  role: "admin" as const,
  accessTokenSeconds: 600,
  accessTokenMaxSeconds: 600,
  accessTokenUsesMax: null,
  clientSecretNetworks: [],
  accessTokenNetworks: [],
};
const one = ({ organizationId }: Place) => ({ organizationId, identityId: program.id });
const here = ({ projectId }: Place) => ({ projectId, identityId: program.id });

/** Every procedure, called for our identity in the given place. */
const calls: Record<string, (caller: Caller, place: Place) => Promise<unknown>> = {
  list: (c, { organizationId }) => c.list({ organizationId }),
  get: (c, place) => c.get(one(place)),
  clientSecrets: (c, place) => c.clientSecrets(one(place)),
  tokens: (c, place) => c.tokens(one(place)),
  projects: (c, place) => c.projects(one(place)),
  create: (c, { organizationId }) => c.create({ organizationId, name: "x" }),
  update: (c, place) => c.update({ ...one(place), ...settings }),
  setEnabled: (c, place) => c.setEnabled({ ...one(place), enabled: false }),
  delete: (c, place) => c.delete(one(place)),
  createClientSecret: (c, place) => c.createClientSecret(one(place)),
  revokeClientSecret: (c, place) =>
    c.revokeClientSecret({ ...one(place), clientSecretId: program.clientSecretId }),
  revokeTokens: (c, place) => c.revokeTokens(one(place)),
  inProject: (c, { projectId }) => c.inProject({ projectId }),
  addToProject: (c, place) => c.addToProject({ ...here(place), role: "viewer" }),
  changeInProject: (c, place) => c.changeInProject({ ...here(place), role: "viewer" }),
  removeFromProject: (c, place) => c.removeFromProject(here(place)),
};

it("names every procedure", () => {
  expect(Object.keys(calls).sort()).toEqual(Object.keys(identitiesRouter._def.procedures).sort());
});

it.each(Object.keys(calls))("%s answers strangers with not found", async (name) => {
  for (const person of [ours.stranger, ours.instanceAdmin, theirs.owner]) {
    const caller = callerOf(contextOf(runtime, person));
    await expect(calls[name]?.(caller, ours)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  const nobody = callerOf(contextOf(runtime, null));
  await expect(calls[name]?.(nobody, ours)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

it.each(Object.keys(calls).filter((name) => !["list", "create", "inProject"].includes(name)))(
  "%s knows no identity of another organization in one's own",
  async (name) => {
    const caller = callerOf(contextOf(runtime, theirs.owner));
    await expect(calls[name]?.(caller, theirs)).rejects.toMatchObject({
      code: name === "addToProject" ? "BAD_REQUEST" : "NOT_FOUND",
    });
  },
);

it("left our identity as it was", async () => {
  const identity = await runtime.db.machineIdentity.findUniqueOrThrow({ where: { id: program.id } });
  expect(identity).toMatchObject({ name: program.name, role: "member", disabledAt: null });
  const standing = { identityId: program.id, revokedAt: null };
  expect(await runtime.db.identityAccessToken.count({ where: standing })).toBe(1);
});

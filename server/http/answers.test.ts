import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiRoute } from "#server/http/api-route.ts";
import { type ApiWorld, createApiWorld } from "#server/http/api-world.ts";
import { type Caller, callRoute, type RouteInput } from "#server/http/call-route.ts";
import { limits } from "#server/http/limits.ts";
import { openApiDocument } from "#server/http/openapi.ts";
import { answerChecker } from "#server/http/openapi-checker.ts";
import { apiInputs } from "#server/http/permission-inputs.ts";
import { apiRoutes } from "#server/http/routes.ts";
import { parseEnv } from "#server/env.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

let database: TestDatabase;
let runtime: Runtime;
/** A runtime whose database is gone, but for the counts of requests. */
let broken: Runtime;
let ended: Runtime["pool"];

beforeAll(async () => {
  database = await createTestDatabase();
  const app = { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "x", SLACK_APPS_URL: "http://127.0.0.1:9/apps" };
  runtime = createTestRuntime(database, {
    env: parseEnv({
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      SLACK_API_URL: "http://127.0.0.1:9/api/",
      ...app,
    }),
  });
  const other = await createTestDatabase();
  await other.drop();
  broken = { ...runtime, db: other.db };
  ended = other.pool;
});
afterAll(() => database.drop());

const checker = answerChecker(openApiDocument(apiRoutes, "http://localhost:3000"));

/** Holds an answer against the document; its status, and what does not fit. */
async function held(route: ApiRoute, response: Response) {
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  const faults = checker.check(route.key, response.status, body);
  if (!response.headers.get("x-request-id")) faults.push(`${route.key}: no X-Request-Id`);
  if (body !== undefined && response.headers.get("content-type") !== "application/json") {
    faults.push(`${route.key}: the answer is not said to be JSON`);
  }
  return { status: response.status, faults, body };
}

const inputOf = (route: ApiRoute, world: ApiWorld): RouteInput => {
  const input = apiInputs.get(route.key);
  if (!input) throw new Error(`${route.key} has no input: add one in server/http/permission-inputs.ts`);
  return input(world);
};

/** The same for a thing that does not exist: every id is another. */
function elsewhere({ params, query, body }: RouteInput): RouteInput {
  const other = <V>(values: Readonly<Record<string, V>> = {}) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, name.endsWith("Id") ? newId() : value]),
    );
  return {
    params: other(params),
    query: other(query),
    ...(body instanceof Object ? { body: other({ ...body }) } : {}),
  };
}

type Errand = (route: ApiRoute, world: ApiWorld) => Promise<Response>;
const asOwner = (world: ApiWorld): Caller => ({ person: world.owner });
const key = () => ({ "idempotency-key": newId() });

/** For each status, how any route that has it is brought to answer so. */
const errands: Record<number, Errand> = {
  400: (route, world) => {
    const input = inputOf(route, world);
    return callRoute(runtime, route, { ...input, query: { ...input.query, nonsense: "1" } }, asOwner(world));
  },
  401: (route, world) => {
    // The routes of authentication refuse what they are sent, all others that nobody is signed in.
    const wrong = { clientId: newId(), clientSecret: "wrong", accessToken: "wrong" };
    const body = Object.fromEntries(
      Object.entries(wrong).filter(([name]) => route.permission === "public" && name in bodyShape(route)),
    );
    const input = inputOf(route, world);
    return callRoute(
      runtime,
      route,
      { ...input, ...(input.body ? { body: { ...input.body, ...body } } : {}) },
      null,
    );
  },
  403: async (route, world) => {
    const { organizationId, projectId } = world;
    // From a network that the program may not be used from, which refuses at every route.
    const program = await createIdentity(runtime, {
      organizationId,
      projectId,
      accessTokenNetworks: ["192.0.2.0/24"],
      clientSecretNetworks: ["192.0.2.0/24"],
    });
    const input = inputOf(route, { ...world, program });
    return callRoute(runtime, route, input, route.permission === "public" ? null : program);
  },
  402: async (route, world) => {
    const where = { id: world.organizationId };
    await runtime.db.organization.update({ where, data: { plan: "free" } });
    const answer = await callRoute(runtime, route, inputOf(route, world), asOwner(world));
    await runtime.db.organization.update({ where, data: { plan: "enterprise" } });
    return answer;
  },
  404: (route, world) => callRoute(runtime, route, elsewhere(inputOf(route, world)), asOwner(world)),
  409: async (route, world) => {
    if (route.operationId === "listEvents") {
      return callRoute(
        runtime,
        route,
        { ...inputOf(route, world), query: { cursor: "9-1" } },
        asOwner(world),
      );
    }
    if (route.operationId === "installSlack") {
      const taken = { body: { organizationId: world.organizationId, alias: "spare" } };
      return callRoute(runtime, route, taken, asOwner(world));
    }
    const input = inputOf(route, world);
    const headers = key();
    // The first one is kept from ending until the second was answered.
    const gate = Promise.withResolvers<void>();
    const nothing = () => ({ body: undefined, headers: {} });
    const slow = { ...route, bind: () => () => gate.promise.then(nothing) };
    const first = callRoute(runtime, slow, input, asOwner(world), { headers, routes: [slow] });
    const { db } = runtime;
    await expect.poll(() => db.idempotentWrite.count({ where: { status: null } })).toBeGreaterThan(0);
    const second = await callRoute(runtime, route, input, asOwner(world), { headers });
    gate.resolve();
    await first;
    return second;
  },
  413: (route, world) =>
    callRoute(
      runtime,
      route,
      { ...inputOf(route, world), body: { name: "x".repeat(1_100_000) } },
      asOwner(world),
    ),
  415: (route, world) =>
    callRoute(runtime, route, { ...inputOf(route, world), body: {} }, asOwner(world), {
      headers: { "content-type": "text/plain" },
    }),
  422: async (route, world) => {
    const headers = key();
    const input = inputOf(route, world);
    // Another request took effect with this key before.
    const done = { ...route, bind: () => async () => ({ body: undefined, headers: {} }) };
    await callRoute(runtime, done, elsewhere(input), asOwner(world), { headers, routes: [done] });
    return callRoute(runtime, route, input, asOwner(world), { headers });
  },
  429: async (route, world) => {
    const name = `tight-${newId()}`;
    const tight = { name, requests: 1, seconds: 60 };
    const more = { limits: { ...limits, actor: tight, anonymous: tight, login: tight } };
    const caller = route.permission === "public" ? null : asOwner(world);
    const params = Object.fromEntries(Object.keys(route.params.shape).map((name) => [name, "none"]));
    const input = { params };
    await callRoute(runtime, route, input, caller, more);
    return callRoute(runtime, route, input, caller, more);
  },
  500: (route, world) =>
    // What asks the database for nothing else fails at the count of requests.
    callRoute(
      route.operationId === "getOpenApi" ? { ...runtime, pool: ended } : broken,
      route,
      inputOf(route, world),
      asOwner(world),
    ),
};

const bodyShape = (route: ApiRoute) => route.body?.shape ?? {};

describe("what the server really answers", () => {
  it.each(apiRoutes.map((route) => [route.key, route] as const))(
    "fits the document when %s succeeds",
    async (_key, route) => {
      const world = await createApiWorld(runtime);
      if (route.operationId === "redeliver") await endDelivery(world);
      const answer = await held(
        route,
        await callRoute(runtime, route, inputOf(route, world), asOwner(world)),
      );
      expect(answer).toMatchObject({ status: route.status, faults: [] });
    },
  );

  it.each(apiRoutes.map((route) => [route.key, route] as const))(
    "fits the document for every error that %s is described to answer",
    async (_key, route) => {
      const world = await createApiWorld(runtime);
      for (const status of checker.statusesOf(route.key).filter((one) => one !== route.status)) {
        const errand = errands[status];
        if (!errand) throw new Error(`Nothing here brings ${route.key} to answer ${status}: add it.`);
        const answer = await held(route, await errand(route, world));
        expect(answer, `${route.key} ${status}`).toMatchObject({ status, faults: [] });
      }
    },
  );
});

async function endDelivery({ deliveryId }: ApiWorld): Promise<void> {
  await runtime.db.delivery.update({ where: { id: deliveryId }, data: { state: "failed" } });
}

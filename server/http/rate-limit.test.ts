import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callApi, type Caller } from "#server/http/call-route.ts";
import { type Limits, limits as usual } from "#server/http/limits.ts";
import { cleanUpApi } from "#server/http/start-clean-up.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { createWorld } from "#server/testing/world.ts";
import { createPool } from "#server/db/client.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
let limits: Limits;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
  world = await createWorld(runtime.db);
});
afterAll(() => database.drop());

// Names of their own, so that no test finds what another has used up.
beforeEach(() => {
  const tight = (name: string) => ({ name: `${name}-${newId()}`, requests: 3, seconds: 60 });
  limits = { actor: tight("actor"), anonymous: tight("anonymous"), login: tight("login") };
});

const list = (caller: Caller, over: { ip?: string; on?: Runtime } = {}) =>
  callApi(over.on ?? runtime, "GET", "/projects", caller, {
    limits,
    headers: { "x-forwarded-for": over.ip ?? "203.0.113.9" },
  });
const statuses = async (calls: Promise<Response>[]) => {
  const answers = await Promise.all(calls);
  return answers.map(({ status }) => status).sort();
};

describe("the rate limit", () => {
  it("tells what is left in every answer, and when to go on once nothing is", async () => {
    const owner = { person: world.owner };
    const { name } = limits.actor;
    const first = await list(owner);
    expect(first.headers.get("ratelimit-policy")).toBe(`"${name}";q=3;w=60`);
    expect(first.headers.get("ratelimit")).toBe(`"${name}";r=2;t=60`);
    await list(owner);
    expect((await list(owner)).headers.get("ratelimit")).toMatch(/;r=0;t=\d+$/);
    const refused = await list(owner);
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    expect(await refused.json()).toMatchObject({
      error: { code: "rate_limited", details: { retryAfterSeconds: wait } },
    });
  });

  it("counts each person and each machine identity for itself, from wherever they call", async () => {
    const program = await createIdentity(runtime, world);
    const calls = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"].map((ip) => list(program, { ip }));
    expect(await statuses(calls)).toEqual([200, 200, 200, 429]);
    expect((await list({ person: world.admin })).status).toBe(200);
  });

  it("lets exactly as many through when many come at once, in several processes", async () => {
    const pool = createPool(database.url);
    const other: Runtime = { ...runtime, pool };
    const person = { person: world.projectAdmin };
    const calls = Array.from({ length: 30 }, (_, n) => list(person, { on: n % 2 ? other : runtime }));
    const answers = await statuses(calls);
    await pool.end();
    expect(answers.filter((status) => status === 200)).toHaveLength(3);
    expect(answers.filter((status) => status === 429)).toHaveLength(27);
  });

  it("counts the address where nobody is signed in, all of an IPv6 network as one, and not those who are", async () => {
    const calls = ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::1", "2001:db8::3"];
    for (const ip of calls.slice(0, 3)) {
      expect((await list({ accessToken: "bwt_guess" }, { ip })).status).toBe(401);
    }
    const refused = await list({ accessToken: "bwt_guess" }, { ip: "2001:db8::3" });
    expect(refused.status).toBe(429);
    expect((await list({ person: world.member }, { ip: "2001:db8::3" })).status).toBe(200);
    expect((await list(null, { ip: "2001:db8:1::1" })).status).toBe(401);
  });

  it("looks up nothing that cannot be a token, and lets whoever has one go on though a neighbour guesses", async () => {
    const program = await createIdentity(runtime, world);
    const latecomer = await createIdentity(runtime, world);
    const ip = "203.0.113.77";
    let lookups = 0;
    const db = runtime.db.$extends({
      query: {
        identityAccessToken: {
          findUnique({ args, query }) {
            lookups += 1;
            return query(args);
          },
        },
      },
    });
    // @ts-expect-error an extended client has no events to listen to, which nothing here does
    const on: Runtime = { ...runtime, db };
    expect((await list(program, { ip, on })).status).toBe(200);
    expect(lookups).toBe(1);
    for (const accessToken of ["nonsense", "bwt_short", `bws_${"a".repeat(43)}`]) {
      expect((await list({ accessToken }, { ip, on })).status).toBe(401);
    }
    expect(lookups).toBe(1);
    const guess = { accessToken: `bwt_${"a".repeat(43)}` };
    expect((await list(guess, { ip, on })).status).toBe(429);
    for (const caller of [program, latecomer]) expect((await list(caller, { ip, on })).status).toBe(200);
  });

  it("counts logins by address, besides everything else", async () => {
    const login = () =>
      callApi(runtime, "POST", "/auth/universal-auth/login", null, {
        limits,
        headers: { "content-type": "application/json" },
        body: "{}",
      });
    expect(await statuses([login(), login(), login(), login()])).toEqual([400, 400, 400, 429]);
    expect((await list(null)).status).toBe(401);
  });

  it("is generous unless a test says otherwise, and its old counts are cleaned up", async () => {
    expect(usual).toMatchObject({ actor: { requests: 600, seconds: 60 }, login: { requests: 60 } });
    await list({ person: world.owner });
    expect(await runtime.db.rateLimit.count()).toBeGreaterThan(0);
    await cleanUpApi({ ...runtime, clock: createTestClock(new Date(Date.now() + 61_000)) });
    expect(await runtime.db.rateLimit.count()).toBe(0);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineRoute } from "#server/http/api-route.ts";
import { type Caller, callRoute, type RouteInput } from "#server/http/call-route.ts";
import { runOnce } from "#server/http/idempotency.ts";
import { idempotencyLimit } from "#server/http/limits.ts";
import { cleanUpApi } from "#server/http/start-clean-up.ts";
import { AppError } from "#server/errors.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock, type TestClock } from "#server/testing/test-clock.ts";
import { createWorld } from "#server/testing/world.ts";

let database: TestDatabase;
let clock: TestClock;
let runtime: Runtime;
let program: Awaited<ReturnType<typeof createIdentity>>;
let owner: Caller;
let ownerOfWorld: Awaited<ReturnType<typeof createWorld>>["owner"];
const origin = { ipAddress: "203.0.113.9", userAgent: "", requestId: "r", sessionId: null };

beforeAll(async () => {
  database = await createTestDatabase();
  clock = createTestClock(new Date());
  runtime = createTestRuntime(database, { clock });
  const world = await createWorld(runtime.db);
  program = await createIdentity(runtime, world);
  owner = { person: world.owner };
  ownerOfWorld = world.owner;
});
afterAll(() => database.drop());

/** A route whose every run is one effect; `behave` decides how a run ends. */
function countingRoute(behave: (run: number) => Promise<void> = async () => {}) {
  let runs = 0;
  const route = defineRoute({
    method: "POST",
    path: "/counters/{name}",
    operationId: "count",
    tag: "Projects",
    permission: "signed-in",
    summary: "",
    description: "",
    params: z.object({ name: z.string() }),
    body: z.object({ by: z.number().optional(), note: z.string().optional() }),
    status: 201,
    output: z.object({ runs: z.number(), name: z.string() }),
    idempotent: true,
    example: {},
    async run(_ctx, { name }) {
      const run = ++runs;
      await behave(run);
      return { runs: run, name };
    },
  });
  return {
    runs: () => runs,
    call: (key: string | null, input: RouteInput = {}, caller: Caller = program) =>
      callRoute(runtime, route, { params: { name: "a" }, body: {}, ...input }, caller, {
        routes: [route],
        headers: key === null ? {} : { "idempotency-key": key },
      }),
  };
}

const told = async (response: Response) => ({
  status: response.status,
  replayed: response.headers.get("idempotency-replayed"),
  body: await response.json(),
});
const codeOf = async (response: Response) => (await told(response)).body.error.code;

describe("a write with an Idempotency-Key", () => {
  it("happens once and gets the same answer again, marked as such", async () => {
    const counting = countingRoute();
    const key = newId();
    expect(await told(await counting.call(key))).toEqual({
      status: 201,
      replayed: null,
      body: { runs: 1, name: "a" },
    });
    expect(await told(await counting.call(key))).toEqual({
      status: 201,
      replayed: "true",
      body: { runs: 1, name: "a" },
    });
    expect(await told(await counting.call(null))).toMatchObject({ body: { runs: 2 } });
  });

  it("is the same one in whatever order its fields stand, and another one when anything of it differs", async () => {
    const counting = countingRoute();
    const key = newId();
    await counting.call(key, { body: { by: 1, note: "x" } });
    expect((await counting.call(key, { body: { note: "x", by: 1 } })).status).toBe(201);
    for (const input of [
      { body: { by: 2, note: "x" } },
      { body: { by: 1 } },
      { body: { by: 1, note: "x" }, params: { name: "b" } },
    ]) {
      const refused = await counting.call(key, input);
      expect([refused.status, await codeOf(refused)]).toEqual([422, "idempotency_key_reused"]);
    }
    expect(counting.runs()).toBe(1);
  });

  it("counts for one caller: another with the same key has a write of their own", async () => {
    const counting = countingRoute();
    const key = newId();
    await counting.call(key);
    expect(await told(await counting.call(key, {}, owner))).toMatchObject({
      replayed: null,
      body: { runs: 2 },
    });
  });

  it("happens once when twenty come at the same time, and each is answered", async () => {
    const gate = Promise.withResolvers<void>();
    const counting = countingRoute(() => gate.promise);
    const key = newId();
    const all = Array.from({ length: 20 }, () => counting.call(key));
    // The nineteen others are answered while the first still runs.
    const inFlight: Response[] = [];
    for (const one of all) void one.then((response) => inFlight.push(response));
    await expect.poll(() => inFlight.length).toBe(19);
    for (const response of inFlight) {
      expect(response.status).toBe(409);
      expect(response.headers.get("retry-after")).toBe("1");
      expect(await codeOf(response)).toBe("write_in_progress");
    }
    gate.resolve();
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(counting.runs()).toBe(1);
    expect(await told(await counting.call(key))).toMatchObject({ status: 201, replayed: "true" });
  });

  it("keeps only what took effect: after a refusal or a failure the key may be used again, and no row is left", async () => {
    const rows = () => runtime.db.idempotentWrite.count();
    for (const failure of [
      new AppError("unauthenticated", "Sign in."),
      new AppError("payment_required", "The plan does not include this."),
      new AppError("forbidden", "Ask for the permission."),
      new AppError("not_found", "It does not exist."),
      new AppError("conflict", "Something stands against it."),
      new AppError("rate_limited", "Wait.", { retryAfterSeconds: 5 }),
      new AppError("unavailable", "Slack is away."),
      new Error("broken"),
    ]) {
      const failing = countingRoute(async (run) => {
        if (run === 1) throw failure;
      });
      const key = newId();
      const before = await rows();
      expect((await failing.call(key)).status, failure.message).toBeGreaterThanOrEqual(400);
      expect(await rows(), failure.message).toBe(before);
      expect(await told(await failing.call(key))).toMatchObject({ status: 201, replayed: null });
    }
  });

  it("is kept so often for a caller and no oftener; refusals and repetitions do not count", async () => {
    const limit = { ...idempotencyLimit, name: newId(), requests: 2 };
    const ctx = { ...runtime, actor: { kind: "user", ...ownerOfWorld }, origin } as const;
    const write = (key: string, status = 201) =>
      runOnce(
        ctx,
        { key, route: "POST /x", asked: {} },
        async () => ({ status, text: "{}", headers: {} }),
        limit,
      );
    const [first, second, third] = [newId(), newId(), newId()];
    expect((await write(first)).status).toBe(201);
    expect((await write(second, 403)).status).toBe(403);
    expect((await write(first)).headers).toEqual({ "idempotency-replayed": "true" });
    expect((await write(second)).status).toBe(201);
    const before = await runtime.db.idempotentWrite.count();
    await expect(write(third)).rejects.toMatchObject({
      code: "rate_limited",
      message: expect.stringMatching(
        /^More than 2 writes with an Idempotency-Key in 86400 seconds\. Wait \d+ s, then go on, or send it without the key\.$/,
      ),
    });
    expect(await runtime.db.idempotentWrite.count()).toBe(before);
    expect((await write(first)).headers).toEqual({ "idempotency-replayed": "true" });
  });

  it("is not kept when its input is refused, so that the key can be used for the mended one", async () => {
    const counting = countingRoute();
    const key = newId();
    expect((await counting.call(key, { body: { by: "many" } })).status).toBe(400);
    expect((await counting.call(key, { body: { by: 1 } })).status).toBe(201);
  });

  it("may be tried again a minute after it was cut off, by one of those who ask", async () => {
    const counting = countingRoute();
    const key = newId();
    await counting.call(key);
    const { id } = await runtime.db.idempotentWrite.findFirstOrThrow({
      orderBy: { startedAt: "desc" },
      select: { id: true },
    });
    const cutOff = (secondsAgo: number) =>
      database.pool.query(
        `update "IdempotentWrite" set "status" = null, "bodyEnc" = null,
         "startedAt" = clock_timestamp() - make_interval(secs => $2) where "id" = $1`,
        [id, secondsAgo],
      );
    await cutOff(50);
    expect((await counting.call(key)).status).toBe(409);
    await cutOff(61);
    const other = await counting.call(key, { body: { by: 9 } });
    expect(other.status).toBe(422);
    const again = await Promise.all(Array.from({ length: 5 }, () => counting.call(key)));
    expect(again.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect(counting.runs()).toBe(2);
  });

  it("does not write over the answer of the run that took it over", async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const counting = countingRoute(async (run) => gates[run - 1]?.promise);
    const key = newId();
    const slow = counting.call(key);
    await expect.poll(() => counting.runs()).toBe(1);
    await database.pool.query(
      `update "IdempotentWrite" set "startedAt" = clock_timestamp() - interval '2 minutes' where "status" is null`,
    );
    const taker = counting.call(key);
    await expect.poll(() => counting.runs()).toBe(2);
    gates[1]?.resolve();
    expect(await told(await taker)).toMatchObject({ body: { runs: 2 } });
    gates[0]?.resolve();
    expect(await told(await slow)).toMatchObject({ body: { runs: 1 } });
    expect(await told(await counting.call(key))).toMatchObject({ replayed: "true", body: { runs: 2 } });
  });

  it("is forgotten after a day, and its row is cleaned up", async () => {
    const counting = countingRoute();
    const key = newId();
    await counting.call(key, {}, owner);
    clock.advance(23 * 3_600_000);
    expect((await told(await counting.call(key, {}, owner))).replayed).toBe("true");
    clock.advance(3_600_001);
    expect(await told(await counting.call(key, {}, owner))).toMatchObject({
      replayed: null,
      body: { runs: 2 },
    });
    clock.advance(25 * 3_600_000);
    await cleanUpApi(runtime);
    expect(await runtime.db.idempotentWrite.count()).toBe(0);
  });

  it("has a key that is one", async () => {
    const counting = countingRoute();
    for (const key of ["", "a b", "x".repeat(256)]) {
      const refused = await counting.call(key, {}, owner);
      expect(refused.status, key).toBe(400);
      expect((await refused.json()).error.details).toEqual({ field: "Idempotency-Key" });
    }
  });

  it("leaves nothing readable in the database", async () => {
    const counting = countingRoute();
    await counting.call(newId(), { params: { name: "a-name-to-look-for" } }, owner);
    const { rows } = await database.pool.query(
      `select encode("bodyEnc", 'escape') as body from "IdempotentWrite" where "bodyEnc" is not null`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain("a-name-to-look-for");
  });
});

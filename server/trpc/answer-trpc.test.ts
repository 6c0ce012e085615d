import { afterAll, beforeAll, expect, it } from "vitest";
import { bodyBytes, type PageLimits } from "#server/http/limits.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";
import { answerTrpc } from "#server/trpc/answer-trpc.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
  world = await createWorld(runtime.db);
});
afterAll(() => database.drop());

const call = (path: string, init: RequestInit & { duplex?: "half" } = {}, asked = () => {}) =>
  answerTrpc(new Request(`${runtime.env.appUrl}/api/trpc/${path}`, init), runtime.env.appUrl, async () => {
    asked();
    return contextOf(runtime, world.owner);
  });
const post = (path: string, body: BodyInit, headers: Record<string, string> = {}, asked?: () => void) =>
  call(
    path,
    { method: "POST", body, duplex: "half", headers: { "content-type": "application/json", ...headers } },
    asked,
  );

it("asks who is signed in once the whole body is there, so that sending it slowly keeps no access that ended", async () => {
  const order: string[] = [];
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        order.push("body");
        controller.enqueue(new TextEncoder().encode(JSON.stringify({ json: { name: "Ada" } })));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  expect((await post("account.update", body, {}, () => order.push("who"))).status).toBe(200);
  expect(order).toEqual(["body", "who"]);
});

it("lets nobody keep an answer, which is one person's", async () => {
  expect((await call("account.get")).headers.get("cache-control")).toBe("no-store");
  expect((await call("nothing.here")).headers.get("cache-control")).toBe("no-store");
});

it("takes as many calls in one request as a page needs, and no flood of them", async () => {
  const batch = (count: number) => call(`${Array(count).fill("account.get").join(",")}?batch=1&input={}`);
  expect((await batch(20)).status).toBe(200);
  expect((await batch(51)).status).toBe(400);
});

it("refuses a write from another site", async () => {
  const body = JSON.stringify({ json: { name: "Eve" } });
  expect((await post("account.update", body, { origin: "https://evil.example" })).status).toBe(403);
  expect((await post("account.update", body, { "sec-fetch-site": "cross-site" })).status).toBe(403);
});

it("says in plain words what is wrong with an input, and at which field", async () => {
  const password = "a".repeat(1_001);
  const refused = await post("account.changePassword", JSON.stringify({ json: { password } }));
  expect(await refused.json()).toMatchObject({
    error: {
      json: {
        message: "Write at most 1,000 characters.",
        data: { app: { code: "invalid", details: { field: "password" } } },
      },
    },
  });
});

it("takes no longer bodies than a form sends", async () => {
  const refused = await post("account.update", " ".repeat(bodyBytes.pages + 1));
  expect(refused.status).toBe(413);
  expect(await refused.json()).toMatchObject({
    error: { json: { message: expect.stringContaining("128 KiB"), data: { code: "PAYLOAD_TOO_LARGE" } } },
  });
});

const tight = (): PageLimits => ({
  query: { name: newId(), requests: 5, seconds: 60, counted: "questions of pages" },
  mutation: { name: newId(), requests: 2, seconds: 60, counted: "changes" },
  anonymousQuery: { name: newId(), requests: 2, seconds: 60, counted: "questions of pages" },
  anonymousMutation: { name: newId(), requests: 1, seconds: 60, counted: "changes" },
});
type Person = Parameters<typeof contextOf>[1];
const ask = (limits: PageLimits, person: Person, path = "account.get", init: RequestInit = {}) => {
  const { appUrl } = runtime.env;
  const request = new Request(`${appUrl}/api/trpc/${path}`, init);
  return answerTrpc(request, appUrl, async () => contextOf(runtime, person), limits);
};
const rename = (): RequestInit => ({
  method: "POST",
  body: JSON.stringify({ json: { name: "Ada" } }),
  headers: { "content-type": "application/json" },
});

it("counts the calls of each person, every one of a batch, and says in a sentence when to go on", async () => {
  const limits = tight();
  const batch = "account.get,account.get,account.get?batch=1&input={}";
  expect((await ask(limits, world.owner, batch)).status).toBe(200);
  const refused = await ask(limits, world.owner, batch);
  expect(refused.status).toBe(429);
  const wait = Number(refused.headers.get("retry-after"));
  expect(wait).toBeGreaterThan(0);
  const answers = await refused.json();
  expect(answers).toHaveLength(3);
  expect(answers[0].error.json).toMatchObject({
    message: `More than 5 questions of pages in 60 seconds. Wait ${wait} s, then go on.`,
    data: { httpStatus: 429, app: { code: "rate_limited", details: { retryAfterSeconds: wait } } },
  });
  expect((await ask(limits, world.admin, batch)).status).toBe(200);
});

it("counts changes apart from questions, and by address where nobody is signed in", async () => {
  const limits = tight();
  for (const status of [200, 200, 429]) {
    expect((await ask(limits, world.owner, "account.update", rename())).status).toBe(status);
  }
  expect((await ask(limits, world.owner)).status).toBe(200);
  for (const status of [401, 401, 429]) expect((await ask(limits, null)).status).toBe(status);
  for (const status of [401, 429]) {
    expect((await ask(limits, null, "account.update", rename())).status).toBe(status);
  }
  expect((await ask(limits, world.member)).status).toBe(200);
});

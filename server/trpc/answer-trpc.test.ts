import { afterAll, beforeAll, expect, it } from "vitest";
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

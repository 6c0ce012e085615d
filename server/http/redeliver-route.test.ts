import { afterAll, beforeAll, expect, it } from "vitest";
import { createApiWorld } from "#server/http/api-world.ts";
import { callRoute } from "#server/http/call-route.ts";
import { apiRoutes } from "#server/http/routes.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

let database: TestDatabase;
let runtime: Runtime;
beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
});
afterAll(() => database.drop());

function routeOf(operationId: string) {
  const route = apiRoutes.find((one) => one.operationId === operationId);
  if (!route) throw new Error(`There is no route ${operationId}.`);
  return route;
}

it("sends again once by the number that a delivery showed, and refuses what is no number", async () => {
  const world = await createApiWorld(runtime);
  const params = { projectId: world.projectId, deliveryId: world.deliveryId };
  const call = (operationId: string, query = {}) =>
    callRoute(runtime, routeOf(operationId), { params, query }, { person: world.owner });
  const end = () =>
    runtime.db.delivery.update({ where: { id: params.deliveryId }, data: { state: "failed" } });
  await end();
  expect(await (await call("getDelivery")).json()).toMatchObject({ redeliveries: 0 });
  expect((await call("redeliver", { redeliveries: "some" })).status).toBe(400);
  expect((await call("redeliver", { redeliveries: -1 })).status).toBe(400);
  expect((await call("redeliver", { redeliveries: 0 })).status).toBe(202);
  await end();
  expect((await call("redeliver", { redeliveries: 0 })).status).toBe(409);
  expect(await (await call("getDelivery")).json()).toMatchObject({ redeliveries: 1 });
  expect((await call("redeliver")).status, "whoever names none is answered as before").toBe(202);
});

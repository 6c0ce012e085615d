import { afterAll, beforeAll, expect, it } from "vitest";
import { parseEnv } from "#server/env.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { procedures } from "#server/testing/permission-matrix/procedures.ts";
import { routes } from "#server/testing/permission-matrix/routes.ts";
import { createMatrixWorld, type MatrixWorld } from "#server/testing/permission-matrix/subjects.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createWorld } from "#server/testing/world.ts";

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  // Nobody listens there: what would ask Slack is told at once that Slack cannot be reached.
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", SLACK_API_URL: "http://127.0.0.1:9/api/" });
  runtime = createTestRuntime(database, { env });
  await runtime.db.instance.create({ data: { id: 1, setUpAt: runtime.clock.now() } });
});
afterAll(() => database.drop());

it("knows nothing of ours under an address of theirs, whatever the owner of another organization names", async () => {
  const world = await createMatrixWorld(runtime);
  const { organizationId, projectId, owner } = await createWorld(runtime.db);
  // Called by somebody who may do everything, but in an organization and a project of their own.
  const crossedWith = (things: MatrixWorld["things"]): MatrixWorld => ({
    things: { ...things, organizationId, projectId },
    who: { ...world.who, owner: { person: owner } },
  });
  const ours = crossedWith(world.things);
  const nobodys = crossedWith(JSON.parse(JSON.stringify(world.things).replaceAll(anyId, () => newId())));
  const known = idsIn(world.things);
  const wrong: string[] = [];
  let cells = 0;
  for (const one of [...procedures, ...routes].toSorted((a, b) => a.rank - b.rank)) {
    if (!one.isFor("person") || one.permission === "public") continue;
    if (![...idsIn(one.inputIn(ours))].some((id) => known.has(id))) continue;
    cells += 1;
    const code = await one.call(runtime, ours, "owner");
    // The same answer as for what does not exist, so that not even that it exists is told.
    const expected = await one.call(runtime, nobodys, "owner");
    if (code !== expected || (code === null && !one.reads))
      wrong.push(`${one.name}: ${code}, not ${expected}`);
  }
  expect(wrong).toEqual([]);
  expect(cells).toBeGreaterThan(60);
}, 60_000);

const anyId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Every id that stands anywhere in a value. */
const idsIn = (value: unknown) => new Set((JSON.stringify(value) ?? "").match(anyId) ?? []);

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseEnv } from "#server/env.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { slackAppPlace } from "#server/slack/app/read-slack-app.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { knownPermissions, refusalByTable } from "#server/testing/permission-matrix/expected.ts";
import { namesWithInput, procedures } from "#server/testing/permission-matrix/procedures.ts";
import { routes, routesWithInput } from "#server/testing/permission-matrix/routes.ts";
import {
  createMatrixWorld,
  standings,
  type Subject,
  subjects,
} from "#server/testing/permission-matrix/subjects.ts";
import type { Callable, Declared } from "#server/testing/permission-matrix/surface.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

const everything = [...procedures, ...routes];
const failures = new Set(["unauthenticated", "not_found", "internal", "INTERNAL_SERVER_ERROR"]);

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  // Nobody listens there: what would ask Slack is told at once that Slack cannot be reached.
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", SLACK_API_URL: "http://127.0.0.1:9/api/" });
  runtime = createTestRuntime(database, { env });
  await runtime.db.$transaction(async (tx) => {
    const clientSecretEnc = await runtime.vault.encrypt(tx, slackAppPlace("clientSecretEnc"), "secret");
    const updated = { updatedById: newId(), updatedAt: runtime.clock.now() };
    await tx.slackApp.create({ data: { clientId: "1.2", clientSecretEnc, ...updated } });
  });
  await runtime.db.instance.create({ data: { id: 1, setUpAt: runtime.clock.now() } });
});
afterAll(() => database.drop());

const isDeclared = (permission: string | null): permission is Declared =>
  permission !== null && knownPermissions.has(permission);

/** What the table says of somebody's call: null where it is allowed, else the code of the refusal. */
function refusalOf(one: Callable, subject: Subject): string | null {
  if (!isDeclared(one.permission)) throw new Error(`${one.name} declares no known permission.`);
  const standing = standings[subject];
  if (!one.isFor(standing.kind)) return one.permission === "public" ? null : "forbidden";
  return refusalByTable(one.permission, standing);
}

it("finds a declared permission and an input for every procedure and every route", () => {
  for (const one of everything) {
    expect(knownPermissions.has(one.permission ?? ""), `${one.name} declares no known permission`).toBe(true);
    expect(one.hasInput, `${one.name} has no input: add one in the permission-inputs of its surface`).toBe(
      true,
    );
  }
  expect([...namesWithInput].sort()).toEqual(procedures.map(({ name }) => name).sort());
  expect([...routesWithInput].sort()).toEqual(routes.map(({ name }) => name).sort());
});

describe("every procedure and every route", () => {
  it("refuses whom the permission table refuses, and knows nothing for strangers", async () => {
    const world = await createMatrixWorld(runtime);
    const wrong: string[] = [];
    let cells = 0;
    for (const one of everything) {
      if (one.permission !== "public") {
        cells += 1;
        const code = await one.call(runtime, world, null);
        if (code !== "unauthenticated") wrong.push(`${one.name} as nobody: ${code}`);
      }
      for (const subject of subjects) {
        const expected = refusalOf(one, subject);
        if (expected === null) continue;
        cells += 1;
        const code = await one.call(runtime, world, subject);
        if (code !== expected) wrong.push(`${one.name} as ${subject}: ${code}, expected ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(cells).toBeGreaterThan(everything.length * 8);
  }, 120_000);

  it.each(subjects)(
    "lets %s do what the permission table allows",
    async (subject) => {
      const world = await createMatrixWorld(runtime);
      const wrong: string[] = [];
      for (const one of everything.toSorted((a, b) => a.rank - b.rank)) {
        if (refusalOf(one, subject) !== null) continue;
        const code = await one.call(runtime, world, subject);
        const refused = code === "forbidden" && !one.decidesItself;
        // What reads, reads: there is nothing else that could stand against it.
        const failed = code !== null && (failures.has(code) || one.reads);
        if (refused || failed) wrong.push(`${one.name}: ${code}`);
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});

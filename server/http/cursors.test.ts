import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { callApi, type Caller } from "#server/http/call-route.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { happen } from "#server/subscriptions/test-notifications.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { connectWorkspace, subscribeChannel } from "#server/testing/slack-workspace.ts";
import { createWorld } from "#server/testing/world.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
let caller: Caller;
let eventIds: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
});
afterAll(() => database.drop());

beforeEach(async () => {
  world = await createWorld(runtime.db);
  caller = { person: world.projectViewer };
  const { organizationId, projectId } = world;
  const teamId = `T${newId().slice(-8)}`;
  const integrationId = await connectWorkspace(runtime, { organizationId, token: "xoxb-test", teamId });
  await subscribeChannel(runtime, { projectId, integrationId, channelId: "C1" });
  eventIds = [];
  for (let n = 0; n < 5; n++) eventIds.push(await happen(runtime, { projectId }));
});

const pageSchema = z.object({
  items: z.array(z.looseObject({ id: z.string(), cursor: z.string().optional() })),
  nextCursor: z.string().nullable(),
});

async function page(address: string, as: Caller = caller) {
  const response = await callApi(runtime, "GET", address, as);
  expect(response.status, await response.clone().text()).toBe(200);
  return pageSchema.parse(await response.json());
}

/** Every page of a list, two at a time. */
async function walk(address: string) {
  const pages: z.output<typeof pageSchema>[] = [];
  let cursor: string | null = null;
  do {
    const next: z.output<typeof pageSchema> = await page(
      `${address}${address.includes("?") ? "&" : "?"}limit=2${cursor ? `&cursor=${cursor}` : ""}`,
    );
    pages.push(next);
    cursor = next.nextCursor;
  } while (cursor !== null);
  return pages.map(({ items }) => items.map(({ id }) => id));
}

async function refusal(address: string) {
  const response = await callApi(runtime, "GET", address, caller);
  const { error } = await response.json();
  return { status: response.status, code: error.code, field: error.details?.field };
}

describe("event pages", () => {
  it("lead through all events, newest or oldest first", async () => {
    const [a, b, c, d, e] = eventIds;
    const events = `/projects/${world.projectId}/events`;
    expect(await walk(events)).toEqual([[e, d], [c, b], [a]]);
    expect(await walk(`${events}?order=oldest`)).toEqual([[a, b], [c, d], [e]]);
  });

  it("go on from the cursor of any event, and find later what was not there yet", async () => {
    const events = `/projects/${world.projectId}/events?order=oldest`;
    const { items, nextCursor } = await page(events);
    expect(nextCursor).toBeNull();
    const seen = items.at(-1)?.cursor ?? "";
    expect(seen).toMatch(/^1-\d+$/);
    expect(await page(`${events}&cursor=${seen}`)).toEqual({ items: [], nextCursor: null });
    const later = await happen(runtime, { projectId: world.projectId });
    expect((await page(`${events}&cursor=${seen}`)).items.map(({ id }) => id)).toEqual([later]);
  });

  it("refuse a cursor of another epoch by a code of its own, and any other text by naming the field", async () => {
    const events = `/projects/${world.projectId}/events`;
    expect(await refusal(`${events}?cursor=2-1`)).toEqual({ status: 409, code: "gap", field: "cursor" });
    for (const cursor of ["", "1", "1-", "-1", "1-x", "1-1-1", "1-9999999999999999999", "a".repeat(20)]) {
      expect(await refusal(`${events}?cursor=${cursor}`), cursor).toEqual({
        status: 400,
        code: "invalid",
        field: "cursor",
      });
    }
    await runtime.db.positionCounter.update({ where: { id: 1 }, data: { epoch: 2 } });
    const { items } = await page(events);
    expect(items[0]?.cursor).toMatch(/^2-/);
    await runtime.db.positionCounter.update({ where: { id: 1 }, data: { epoch: 1 } });
  });
});

describe("other pages", () => {
  it("lead through all deliveries and all projects", async () => {
    const deliveries = (await walk(`/projects/${world.projectId}/deliveries`)).flat();
    expect(deliveries).toHaveLength(5);
    expect(new Set(deliveries).size).toBe(5);
    const { organizationId } = world;
    for (const name of ["Shop", "Ledger"]) {
      const id = newId();
      await runtime.db.project.create({ data: { id, organizationId, name } });
      await runtime.db.projectMember.create({
        data: { projectId: id, userId: world.projectViewer.id, role: "viewer" },
      });
    }
    expect(await walk("/projects")).toEqual([[world.projectId, expect.any(String)], [expect.any(String)]]);
  });

  it("refuse a cursor that was changed, made up, or is of another list, by naming the field", async () => {
    const list = `/projects/${world.projectId}/deliveries`;
    const { nextCursor } = await page(`${list}?limit=2`);
    const cursor = nextCursor ?? "";
    const flipped = `${cursor.slice(0, 20)}${cursor[20] === "A" ? "B" : "A"}${cursor.slice(21)}`;
    const madeUp = Buffer.from("99.00000000-0000-7000-8000-000000000000").toString("base64url");
    const foreign = { status: 400, code: "invalid", field: "cursor" };
    for (const wrong of ["", "x", flipped, cursor.slice(0, -2), madeUp]) {
      expect(await refusal(`${list}?cursor=${wrong}`), wrong).toEqual(foreign);
    }
    expect(await refusal(`/projects?cursor=${cursor}`)).toEqual(foreign);
    const other = await createWorld(runtime.db);
    caller = { person: other.projectViewer };
    expect(await refusal(`/projects/${other.projectId}/deliveries?cursor=${cursor}`)).toEqual(foreign);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countDeliveries, countMax } from "#server/deliveries/count-deliveries.ts";
import { listDeliveries, listDeliveriesInput } from "#server/deliveries/list-deliveries.ts";
import { getOverview } from "#server/event-log/get-overview.ts";
import { createReadCounter } from "#server/testing/row-reads.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld } from "#server/subscriptions/test-notifications.ts";
import { contextOf } from "#server/testing/world.ts";
import type { Context } from "#server/context.ts";

const history = 30_000;

let world: Awaited<ReturnType<typeof createNotificationWorld>>;

beforeAll(async () => {
  world = await createNotificationWorld();
  const { projectId, integrationId, clock } = world;
  const { destinations } = await addSlackChannels(world.ctx, {
    ...{ projectId, integrationId, filter: { environments: [], pathGlob: null } },
    selections: [{ eventTypes: ["*"], channelIds: ["C1"] }],
  });
  await world.runtime.pool.query(
    `with e as (
       insert into "Event" ("id","position","projectId","source","type","subject","time","severity","data","generation","explanation","sequencedAt")
       select gen_random_uuid(), n, $1, 'test', 'access-request:create', 'access-request/' || n, $2, 'info', '{}', 0, '[]', $2
       from generate_series(1, ${history}) n returning "id", "position"
     ) insert into "Delivery" ("id","projectId","eventId","destinationId","laneClass","laneOrder","state","subscriptionIds","nextTryAt","createdAt")
       select gen_random_uuid(), $1, e."id", $3, 'normal', e."position",
         (case when e."position" > 5 then 'delivered' else 'failed' end)::"DeliveryState", '{}', $2, $2 from e`,
    [projectId, new Date(clock.now().getTime() - 3 * 86_400_000), destinations[0]?.id],
  );
  await world.runtime.pool.query("vacuum analyze");
});
afterAll(() => world.drop());

/** What a page's question reads of a table. */
async function read(table: "Delivery" | "Event", ask: (ctx: Context) => Promise<unknown>) {
  const counter = createReadCounter(world.database.url, table);
  const by = await counter.readBy((db) => ask(contextOf({ ...world.runtime, db }, world.projectAdmin)));
  await counter.close();
  return by;
}

describe("what live pages ask again and again", () => {
  it("counts each state up to a limit, and looks at no event for it", async () => {
    const { projectId } = world;
    expect(await countDeliveries(world.ctx, { projectId })).toEqual([
      { state: "delivered", count: countMax, more: true },
      { state: "failed", count: 5, more: false },
    ]);
    expect(await read("Event", (ctx) => countDeliveries(ctx, { projectId }))).toBe(0);
    expect(await read("Delivery", (ctx) => countDeliveries(ctx, { projectId }))).toBeLessThan(countMax * 1.1);
  });

  it("lists the few deliveries of a state without the many of another", async () => {
    const input = listDeliveriesInput.parse({ projectId: world.projectId, states: ["failed"] });
    expect(await read("Delivery", (ctx) => listDeliveries(ctx, input))).toBeLessThan(100);
  });

  it("draws the last day without the days before", async () => {
    const { projectId } = world;
    expect(await read("Delivery", (ctx) => getOverview(ctx, { projectId }))).toBeLessThan(100);
  });
});

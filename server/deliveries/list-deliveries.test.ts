import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countDeliveries } from "#server/deliveries/count-deliveries.ts";
import { getDelivery } from "#server/deliveries/get-delivery.ts";
import { listDeliveries, listDeliveriesInput } from "#server/deliveries/list-deliveries.ts";
import { newId } from "#server/ids.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
let projectId: string;

beforeAll(async () => {
  world = await createNotificationWorld();
  ({ projectId } = world);
  await addSlackChannels(world.ctx, {
    projectId,
    integrationId: world.integrationId,
    selections: [{ eventTypes: ["*"], channelIds: ["C1", "C2"] }],
    filter: { environments: [], pathGlob: null },
  });
  await happen(world.runtime, { projectId, environment: "dev", secretPath: "/a_b" });
  await happen(world.runtime, { projectId, environment: "prod", secretPath: "/aXb" });
  await happen(world.runtime, { projectId, environment: "prod", secretPath: "/payments" });
});
afterAll(() => world.drop());

const list = (over: object = {}) =>
  listDeliveries(world.ctx, listDeliveriesInput.parse({ projectId, ...over }));
const paths = async (over: object = {}) => {
  const { deliveries } = await list(over);
  return [...new Set(deliveries.map((d) => d.event.secretPath))];
};

describe("the list of deliveries", () => {
  it("stands newest first, one delivery for each event and destination", async () => {
    const { deliveries } = await list();
    expect(deliveries).toHaveLength(6);
    expect(await paths()).toEqual(["/payments", "/aXb", "/a_b"]);
  });

  it("pages through all of them once, also where one event has several, and back", async () => {
    const seen: string[] = [];
    const pages: string[][] = [];
    let before: string | undefined;
    do {
      const page = await list({ limit: 1, before });
      pages.push(page.deliveries.map((d) => d.id));
      seen.push(...page.deliveries.map((d) => d.id));
      before = page.older ?? undefined;
    } while (before);
    expect(new Set(seen).size).toBe(6);
    expect(seen).toHaveLength(6);
    const second = await list({ limit: 1, before: (await list({ limit: 1 })).older ?? undefined });
    const back = await list({ limit: 1, after: second.newer ?? undefined });
    expect(back.deliveries.map((d) => d.id)).toEqual(pages[0]);
    expect(back.newer).toBeNull();
  });

  it("filters by environment, destination, type and state", async () => {
    expect(await paths({ environment: "dev" })).toEqual(["/a_b"]);
    const { deliveries } = await list();
    const destinationId = deliveries[0]?.destination.id;
    expect((await list({ destinationId })).deliveries).toHaveLength(3);
    expect((await list({ eventType: "access-request:review" })).deliveries).toEqual([]);
    expect((await list({ states: ["failed", "delivered"] })).deliveries).toEqual([]);
  });

  it("finds text in the path literally, without wildcards", async () => {
    expect(await paths({ text: "PAYM" })).toEqual(["/payments"]);
    expect(await paths({ text: "a_b" })).toEqual(["/a_b"]);
    expect(await paths({ text: "%" })).toEqual([]);
  });

  it("counts by state under the same filter", async () => {
    expect(await countDeliveries(world.ctx, { projectId })).toEqual([
      { state: "waiting", count: 6, more: false },
    ]);
    expect(await countDeliveries(world.ctx, { projectId, environment: "dev" })).toEqual([
      { state: "waiting", count: 2, more: false },
    ]);
  });

  it("refuses a cursor that is not one", () => {
    expect(listDeliveriesInput.safeParse({ projectId, before: "1" }).success).toBe(false);
  });
});

describe("one delivery", () => {
  it("tells why it waits, what matched, and each attempt from the first on", async () => {
    const { deliveries } = await list({ environment: "dev" });
    const row = deliveries[0];
    if (!row) throw new Error("There is no delivery.");
    for (const number of [1, 2]) {
      await world.db.attempt.create({
        data: {
          id: newId(),
          projectId,
          destinationId: row.destination.id,
          kind: "send",
          number,
          startedAt: new Date(world.clock.now().getTime() + number * 1_000),
          outcome: "retry",
          code: "internal_error",
          deliveries: { create: { deliveryId: row.id, number } },
        },
      });
    }
    const delivery = await getDelivery(world.ctx, { projectId, deliveryId: row.id });
    expect(delivery.attempts.map((a) => a.number)).toEqual([1, 2]);
    expect(delivery.subscriptions).toMatchObject([{ eventTypes: ["*"], deleted: false }]);
    expect(delivery.waiting?.sentence).toContain("next in its lane");
    expect(JSON.stringify(delivery)).not.toContain("tokenEnc");
  });

  it("stands behind the others of its lane", async () => {
    const { deliveries } = await list({ text: "payments" });
    const delivery = await getDelivery(world.ctx, { projectId, deliveryId: deliveries[0]?.id ?? "" });
    expect(delivery.waiting?.sentence).toContain("2 deliveries are before it");
  });
});

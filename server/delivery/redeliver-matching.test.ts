import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { redeliverMatching, redeliverMatchingInput } from "#server/delivery/redeliver-matching.ts";
import { redeliver } from "#server/delivery/redeliver.ts";
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
});
afterAll(() => world.drop());
beforeEach(async () => {
  await world.db.event.deleteMany();
  await world.db.auditEntry.deleteMany();
  world.clock.advance(60_000);
});

/** Events whose deliveries have ended so. */
async function ended(
  count: number,
  state: "failed" | "delivered" | "waiting" = "failed",
  environment = "prod",
) {
  for (let n = 0; n < count; n++) await happen(world.runtime, { projectId, environment });
  await world.db.delivery.updateMany({
    where: { state: "waiting", finishedAt: null, redeliveries: 0 },
    data: state === "waiting" ? {} : { state, finishedAt: world.clock.now(), tries: 5 },
  });
}

const order = (over: object = {}, ctx = world.ctx) =>
  redeliverMatching(ctx, redeliverMatchingInput.parse({ projectId, dryRun: false, ...over }));
const waiting = () =>
  world.db.delivery.findMany({
    where: { state: "waiting" },
    orderBy: { laneOrder: "asc" },
    select: {
      id: true,
      eventId: true,
      tries: true,
      redeliveries: true,
      laneOrder: true,
      destinationId: true,
    },
  });

describe("redelivering a filtered set", () => {
  it("counts first and changes nothing, then sends what it counted, in the order it stood", async () => {
    await ended(3);
    await ended(2, "failed", "dev");
    const before = await world.db.delivery.findMany({
      where: { event: { environment: "prod" } },
      orderBy: [{ laneOrder: "asc" }, { id: "asc" }],
      select: { id: true },
    });
    const dry = await order({ dryRun: true, environment: "prod" });
    expect(dry).toMatchObject({ count: 6, destinations: 2, stillOpen: 0, dryRun: true });
    expect(await waiting()).toEqual([]);
    const sent = await order({ environment: "prod", endedBefore: dry.endedBefore });
    expect(sent.count).toBe(6);
    const again = await waiting();
    expect(again.map((row) => row.id)).toEqual(before.map((row) => row.id));
    expect(again.every((row) => row.tries === 0 && row.redeliveries === 1)).toBe(true);
    expect(new Set(again.map((row) => row.laneOrder)).size).toBe(6);
  });

  it("wakes each lane once, and puts what comes later behind", async () => {
    await ended(2);
    await world.db.lane.updateMany({ data: { wakeAt: null } });
    await order();
    expect(await world.db.lane.count({ where: { wakeAt: world.clock.now() } })).toBe(2);
    const late = await happen(world.runtime, { projectId });
    expect((await waiting()).slice(-2).map((row) => row.eventId)).toEqual([late, late]);
  });

  it("is harmless when ordered twice, at once or after what it sent has ended again", async () => {
    await ended(4);
    const { endedBefore } = await order({ dryRun: true });
    const both = await Promise.all([order({ endedBefore }), order({ endedBefore })]);
    expect(both.reduce((sum, one) => sum + one.count, 0)).toBe(8);
    world.clock.advance(1_000);
    const data = { state: "delivered", finishedAt: world.clock.now() } as const;
    await world.db.delivery.updateMany({ data });
    expect((await order({ endedBefore })).count).toBe(0);
    expect(await world.db.delivery.count({ where: { redeliveries: 1 } })).toBe(8);
  });

  it("leaves alone what still waits and what has no destination any more, and says how many", async () => {
    await ended(2);
    await ended(1, "waiting");
    const [first] = await world.db.destination.findMany({ where: { projectId }, orderBy: { id: "asc" } });
    await world.db.destination.update({ where: { id: first?.id ?? "" }, data: { enabled: false } });
    expect(await order({ dryRun: true })).toMatchObject({ count: 2, stillOpen: 2, destinationDisabled: 2 });
    expect((await order()).count).toBe(2);
    await world.db.destination.update({
      where: { id: first?.id ?? "" },
      data: { enabled: true, deletedAt: world.clock.now() },
    });
    expect(await order({ dryRun: true })).toMatchObject({ count: 0, destinationDeleted: 2 });
    await world.db.destination.update({ where: { id: first?.id ?? "" }, data: { deletedAt: null } });
  });

  it("tells whether a channel gets so many that they come as digests, which urgent ones never do", async () => {
    await ended(10);
    expect(await order({ dryRun: true })).toMatchObject({ count: 20, folds: false });
    await ended(1);
    expect(await order({ dryRun: true })).toMatchObject({ count: 22, folds: true });
    await world.db.delivery.updateMany({ data: { laneClass: "urgent" } });
    expect(await order({ dryRun: true })).toMatchObject({ count: 22, folds: false });
  });

  it("is audited with its filter and count", async () => {
    await ended(1);
    await order({ states: ["failed"] });
    const entry = await world.db.auditEntry.findFirst({ where: { action: "delivery.redelivered-many" } });
    expect(entry?.after).toMatchObject({ count: 2, filter: { states: ["failed"] } });
  });

  it("works through many in one order", async () => {
    await ended(1);
    const [one] = await world.db.delivery.findMany({ take: 1 });
    const event = await world.db.event.findFirstOrThrow();
    const position = await world.db.positionCounter.findFirstOrThrow();
    const events = Array.from({ length: 1_200 }, (_, n) => ({
      ...event,
      id: newId(),
      position: position.next + BigInt(n),
      data: {},
      explanation: [],
    }));
    await world.db.event.createMany({ data: events });
    await world.db.delivery.createMany({
      data: events.map(({ id, position: laneOrder }) => ({
        id: newId(),
        eventId: id,
        projectId,
        destinationId: one?.destinationId ?? "",
        laneClass: "normal" as const,
        laneOrder,
        state: "failed" as const,
        nextTryAt: world.clock.now(),
        createdAt: world.clock.now(),
        finishedAt: world.clock.now(),
      })),
    });
    await world.db.positionCounter.updateMany({ data: { next: position.next + 1_200n } });
    expect((await order()).count).toBe(1_202);
    expect(await world.db.delivery.count({ where: { state: "waiting" } })).toBe(1_202);
  });

  it("takes lanes before deliveries, as everybody does, so that no two wait for each other", async () => {
    await ended(1);
    const [{ id: deliveryId } = { id: "" }] = await world.db.delivery.findMany({ take: 1 });
    const one = () => redeliver(world.ctx, { projectId, deliveryId });
    for (const ordering of [one, () => order()]) {
      const other = await world.runtime.pool.connect();
      try {
        await other.query(`begin; select 1 from "Lane" for update`);
        const ordered = ordering();
        const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        await expect
          .poll(async () => (await world.runtime.pool.query(waits)).rowCount, { timeout: 10_000 })
          .toBe(1);
        expect((await other.query(`select 1 from "Delivery" for update nowait`)).rowCount).toBe(2);
        await other.query("commit");
        await ordered;
      } finally {
        other.release();
      }
    }
  });

  it("refuses a time that lies ahead, and who may not redeliver", async () => {
    const ahead = new Date(world.clock.now().getTime() + 1_000);
    await expect(order({ endedBefore: ahead })).rejects.toMatchObject({ details: { field: "endedBefore" } });
    await expect(order({}, world.as(world.projectMember))).rejects.toMatchObject({ code: "forbidden" });
    await expect(order({}, world.as(world.stranger))).rejects.toMatchObject({ code: "not_found" });
  });
});

import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sendToTail } from "#server/delivery/send-to-tail.ts";
import { newId } from "#server/ids.ts";
import { applyRetention } from "#server/retention/apply-retention.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";
import { createReadCounter } from "#server/testing/row-reads.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
const day = 86_400_000;

beforeAll(async () => {
  world = await createNotificationWorld();
  const { projectId, integrationId } = world;
  await addSlackChannels(world.ctx, {
    projectId,
    integrationId,
    selections: [{ eventTypes: ["*"], channelIds: ["C1"] }],
    filter: { environments: [], pathGlob: null },
  });
});
afterAll(() => world.drop());
beforeEach(async () => {
  await world.db.event.deleteMany();
  await world.db.attempt.deleteMany();
  await world.db.positionCounter.updateMany({ data: { removedThrough: 0n } });
});

const apply = (days: number, events: number) =>
  applyRetention({ ...world.runtime, env: { ...world.runtime.env, retention: { days, events } } });
const kept = async () =>
  (await world.db.event.findMany({ orderBy: { position: "asc" }, select: { id: true } })).map(
    (row) => row.id,
  );
const finish = (eventId: string) =>
  world.db.delivery.updateMany({
    where: { eventId },
    data: { state: "delivered", finishedAt: world.clock.now() },
  });
async function past(): Promise<string> {
  const id = await happen(world.runtime, { projectId: world.projectId });
  await finish(id);
  return id;
}
const deliveriesOf = async (eventId: string) =>
  (await world.db.delivery.findMany({ where: { eventId }, select: { id: true } })).map((row) => row.id);
const destination = async () => (await world.db.destination.findFirstOrThrow()).id;
/** A request that carried the events' deliveries; a test where there are none. */
async function attemptOf(...eventIds: (string | undefined)[]): Promise<string> {
  const id = newId();
  const carried = eventIds.filter((one) => one !== undefined);
  const deliveries = await world.db.delivery.findMany({
    where: { eventId: { in: carried } },
    select: { id: true },
  });
  await world.db.attempt.create({
    data: {
      ...{ id, projectId: world.projectId, destinationId: await destination() },
      ...{ kind: carried.length > 0 ? "send" : "test", startedAt: world.clock.now() },
      deliveries: { create: deliveries.map((one) => ({ deliveryId: one.id })) },
    },
  });
  return id;
}

describe("retention", () => {
  it("removes what is older than it keeps, with its deliveries, and leaves the rest", async () => {
    const old = await past();
    world.clock.advance(3 * day);
    const young = await past();
    expect(await apply(2, 1_000)).toMatchObject({ events: 1 });
    expect(await kept()).toEqual([young]);
    expect(await world.db.delivery.count({ where: { eventId: old } })).toBe(0);
  });

  it("never removes an event with an open delivery, however old", async () => {
    const open = await happen(world.runtime, { projectId: world.projectId });
    world.clock.advance(100 * day);
    expect(await apply(1, 1_000)).toMatchObject({ events: 0 });
    expect(await kept()).toEqual([open]);
    await finish(open);
    expect(await apply(1, 1_000)).toMatchObject({ events: 1 });
  });

  it("leaves an event whose delivery is ordered again while it looks", async () => {
    const old = await past();
    world.clock.advance(3 * day);
    const { pool } = world.runtime;
    const waits = async () =>
      (
        await pool.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        )
      ).rowCount;
    const passing = await world.db.$transaction(async (tx) => {
      const ids = await deliveriesOf(old);
      expect(await sendToTail(tx, { projectId: world.projectId, ids, now: world.clock.now() })).toBe(1);
      const pass = apply(2, 1_000);
      await expect.poll(waits).toBe(1);
      return { pass };
    });
    expect(await passing.pass).toMatchObject({ events: 0 });
    expect(await kept()).toEqual([old]);
    expect(await world.db.delivery.findMany({ select: { state: true } })).toEqual([{ state: "waiting" }]);
  });

  it("waits for nobody who holds a delivery, and takes that event with a later pass", async () => {
    const held = await past();
    await past();
    world.clock.advance(3 * day);
    await world.db.$transaction(async (tx) => {
      const ids = await deliveriesOf(held);
      await tx.$queryRaw`select 1 from "Delivery" where "id" = any(${ids}::uuid[]) for update`;
      expect(await apply(2, 1_000)).toMatchObject({ events: 1 });
      expect(await kept()).toEqual([held]);
    });
    expect(await apply(2, 1_000)).toMatchObject({ events: 1 });
  });

  it("keeps at most so many, the newest, and remembers how far it removed", async () => {
    const events: string[] = [];
    for (let n = 0; n < 5; n++) events.push(await past());
    const positions = await world.db.event.findMany({ orderBy: { position: "asc" } });
    await apply(365, 2);
    expect(await kept()).toEqual(events.slice(3));
    const counter = await world.db.positionCounter.findFirstOrThrow();
    expect(counter.removedThrough).toBe(positions[2]?.position);
    await apply(365, 2);
    expect(await kept()).toEqual(events.slice(3));
  });

  it("removes more than one batch, and two at once do not disturb each other", async () => {
    const event = await world.db.event.findUniqueOrThrow({ where: { id: await past() } });
    const rows = Array.from({ length: 1_300 }, (_, n) => ({
      ...event,
      id: crypto.randomUUID(),
      position: 1_000_000n + BigInt(n),
      data: {},
      explanation: [],
    }));
    await world.db.event.createMany({ data: rows });
    world.clock.advance(3 * day);
    const passes = await Promise.all([apply(2, 100_000), apply(2, 100_000)]);
    expect(passes[0].events + passes[1].events).toBe(1_301);
    expect(await kept()).toEqual([]);
  });

  it("removes no more than exceeds the number, however far apart the positions are", async () => {
    const events: string[] = [];
    for (let n = 0; n < 4; n++) {
      events.push(await past());
      // What a redelivery of many takes of the same counter.
      await world.db.positionCounter.updateMany({ data: { next: { increment: 10_000n } } });
    }
    expect(await apply(365, 3)).toMatchObject({ events: 1 });
    expect(await kept()).toEqual(events.slice(1));
  });

  it("removes the attempts of what it removes by number, however young, but not a digest that carried more", async () => {
    const events: string[] = [];
    for (let n = 0; n < 4; n++) events.push(await past());
    const [first, second, third] = [
      await attemptOf(events[0]),
      await attemptOf(events[1]),
      await attemptOf(events[3]),
    ];
    const digest = await attemptOf(events[1], events[2]);
    const testing = await attemptOf();
    const left = async () =>
      (await world.db.attempt.findMany({ select: { id: true } })).map((row) => row.id).sort();
    expect(await left()).toEqual([first, second, third, digest, testing].sort());
    expect(await apply(365, 2)).toMatchObject({ events: 2, attempts: 2 });
    expect(await left()).toEqual([third, digest, testing].sort());
    expect(await apply(365, 1)).toMatchObject({ events: 1, attempts: 1 });
    expect(await left()).toEqual([third, testing].sort());
    world.clock.advance(3 * day);
    expect(await apply(2, 1_000)).toMatchObject({ events: 1, attempts: 2 });
    expect(await left()).toEqual([]);
  });

  it("leaves no attempt of a digest that two passes removed between them", async () => {
    const events: string[] = [];
    for (let n = 0; n < 12; n++) events.push(await past());
    for (let n = 0; n < 12; n++) await attemptOf(...events.slice(n));
    await Promise.all([apply(365, 6), apply(365, 0), apply(365, 3)]);
    expect(await world.db.attempt.count()).toBe(0);
  });

  it("looks at no event and no attempt that it keeps", async () => {
    const event = await world.db.event.findUniqueOrThrow({ where: { id: await past() } });
    const rows = Array.from({ length: 5_000 }, (_, n) => ({
      ...{ ...event, id: crypto.randomUUID(), position: 2_000_000n + BigInt(n) },
      ...{ data: {}, explanation: [] },
    }));
    await world.db.event.createMany({ data: rows });
    const { projectId } = world;
    const about = {
      projectId,
      destinationId: await destination(),
      kind: "test" as const,
      startedAt: world.clock.now(),
    };
    await world.db.attempt.createMany({ data: rows.map(() => ({ ...about, id: newId() })) });
    await world.runtime.pool.query("vacuum analyze");
    const counted = async (table: "Event" | "Attempt") => {
      const counter = createReadCounter(world.database.url, table);
      const env = { ...world.runtime.env, retention: { days: 30, events: 100_000 } };
      const read = await counter.readBy((db) => applyRetention({ ...world.runtime, db, env }));
      await counter.close();
      return read;
    };
    // The events are counted once, in their index.
    expect(await counted("Event")).toBeLessThan(5_100);
    expect(await counted("Attempt")).toBeLessThan(100);
  });

  it("keeps what both settings keep, the newest without a gap, whatever they and the events are", async () => {
    const ages = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 8 });
    const settings = fc.record({
      days: fc.integer({ min: 1, max: 10 }),
      events: fc.integer({ min: 1, max: 8 }),
    });
    const event = await world.db.event.findUniqueOrThrow({ where: { id: await past() } });
    await fc.assert(
      fc.asyncProperty(ages, settings, async (unsorted, given) => {
        await world.db.event.deleteMany();
        const now = world.clock.now().getTime();
        const rows = unsorted
          .toSorted((a, b) => b - a)
          .map((age, n) => ({
            ...{ ...event, id: crypto.randomUUID(), position: 3_000_000n + BigInt(n) * 7n },
            ...{ data: {}, explanation: [], sequencedAt: new Date(now - age * day - 1) },
          }));
        await world.db.event.createMany({ data: rows });
        await apply(given.days, given.events);
        const young = rows.filter((row) => now - row.sequencedAt.getTime() <= given.days * day);
        expect(await kept()).toEqual(young.slice(-given.events).map((row) => row.id));
      }),
      { numRuns: 25 },
    );
  });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { startSequencer } from "#server/events/sequencer-loop.ts";
import { sequenceBatch } from "#server/events/sequencer.ts";
import { newId } from "#server/ids.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";
import { updateSubscription } from "#server/subscriptions/update-subscription.ts";
import { sequenceAll } from "#server/testing/pipeline.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
beforeAll(async () => {
  world = await createNotificationWorld();
});
afterAll(() => world.drop());

/** Rows of the outbox that repeat one of the log; an event's id is `eventId`. */
async function leave(projectId: string, eventIds: string[]): Promise<void> {
  const [event] = await world.db.event.findMany({ take: 1 });
  const { type, source, subject, environment, secretPath, data, time } = event ?? {};
  const payload = { type, source, subject, environment, secretPath, data, time: time?.toISOString() };
  for (const eventId of eventIds)
    await world.runtime.pool.query(
      `insert into "Outbox" ("eventId","projectId","payload") values ($1,$2,$3)`,
      [eventId, projectId, JSON.stringify(payload)],
    );
}

it("sets aside a row that the database refuses, with its reason, and takes all others in their order", async () => {
  const { projectId } = world;
  const there = await happen(world.runtime, { projectId });
  const [before, behind] = [newId(), newId()];
  await leave(projectId, [before, there, behind]);
  await sequenceAll(world.runtime);
  const events = await world.db.event.findMany({ orderBy: { position: "asc" }, select: { id: true } });
  expect(events.map((event) => event.id)).toEqual([there, before, behind]);
  const left = await world.db.outbox.findMany();
  expect(left).toMatchObject([
    { eventId: there, setAsideReason: expect.stringContaining("cannot be stored") },
  ]);
});

it("sets aside the row that was refused, though one before it became visible meanwhile", async () => {
  const { projectId, runtime } = world;
  await world.db.outbox.deleteMany();
  const there = await happen(runtime, { projectId });
  await leave(projectId, [there]);
  const [refused] = await world.db.outbox.findMany();
  const earlier = newId();
  const client = await runtime.pool.connect();
  const query = client.query.bind(client);
  let rollbacks = 0;
  Object.assign(client, {
    async query(text: string, values?: unknown[]) {
      const done = await query(text, values);
      // The transaction of one that took its number before commits only now.
      if (text === "rollback" && ++rollbacks === 2) {
        await leave(projectId, [earlier]);
        await runtime.pool.query(`update "Outbox" set "id" = $1 where "eventId" = $2`, [
          (refused?.id ?? 0n) - 1n,
          earlier,
        ]);
      }
      return done;
    },
  });
  await sequenceBatch(client, world.clock.now());
  client.release(true);
  expect(rollbacks).toBe(2);
  expect(await world.db.event.count({ where: { id: earlier } })).toBe(1);
  expect(await world.db.outbox.findMany()).toMatchObject([
    { eventId: there, setAsideReason: expect.stringContaining("cannot be stored") },
  ]);
  await world.db.outbox.deleteMany();
});

it("marks a subscription that an event cannot be held against until it is edited, and lets the others have it", async () => {
  const { projectId, integrationId, ctx } = world;
  const add = (channelId: string) =>
    addSlackChannels(ctx, {
      projectId,
      integrationId,
      selections: [{ eventTypes: ["access-request:create"], channelIds: [channelId] }],
      filter: { environments: ["prod"], pathGlob: null },
    });
  await add("C1");
  await add("C2");
  const standing = () =>
    world.db.subscription.findMany({
      where: { destination: { channelId: { in: ["C1", "C2"] } } },
      orderBy: { destination: { channelId: "asc" } },
      select: { id: true, matchError: true, matchFailedAt: true },
    });
  const broken = (await standing())[0]?.id ?? "";
  await world.runtime.pool.query(`update "Subscription" set "eventTypes" = array[null] where "id" = $1`, [
    broken,
  ]);
  const eventId = await happen(world.runtime, { projectId });
  const since = world.clock.now();
  world.clock.advance(60_000);
  await happen(world.runtime, { projectId });
  expect(await standing()).toMatchObject([
    { matchError: expect.stringContaining("null"), matchFailedAt: since },
    { matchError: null, matchFailedAt: null },
  ]);
  expect(await world.db.delivery.count({ where: { eventId } })).toBe(1);
  const eventTypes = ["access-request:review"];
  await world.db.subscription.update({ where: { id: broken }, data: { eventTypes } });
  await updateSubscription(ctx, { projectId, subscriptionId: broken, eventTypes });
  expect(await standing()).toMatchObject([{ matchError: null, matchFailedAt: null }, { matchError: null }]);
});

it("takes fewer events at once where each is held against many subscriptions, in their order", async () => {
  const { db, projectId, integrationId } = world;
  const createdAt = world.clock.now();
  const destinationId = newId();
  await db.destination.create({
    data: {
      id: destinationId,
      projectId,
      kind: "slack_app",
      name: "#many",
      integrationId,
      channelId: "C9",
      createdAt,
    },
  });
  const many = { projectId, destinationId, eventTypes: ["*"], pathGlob: "/none", createdAt };
  await db.subscription.createMany({ data: Array.from({ length: 500 }, () => ({ id: newId(), ...many })) });
  const ids = Array.from({ length: 90 }, newId);
  await leave(projectId, ids);
  const client = await world.runtime.pool.connect();
  const taken: number[] = [];
  for (;;) {
    const count = await sequenceBatch(client, world.clock.now());
    if (count === 0) break;
    taken.push(count);
  }
  client.release();
  expect(taken.length).toBeGreaterThan(1);
  expect(Math.max(...taken)).toBeLessThanOrEqual(40);
  const events = await db.event.findMany({ where: { id: { in: ids } }, orderBy: { position: "asc" } });
  expect(events.map((event) => event.id)).toEqual(ids);
  await db.destination.delete({ where: { id: destinationId } });
});

it("is one of many processes at a time, and another takes over when that one goes", async () => {
  const { projectId, runtime } = world;
  const url = runtime.pool.options.connectionString ?? "";
  const first = startSequencer(runtime, url);
  const second = startSequencer(runtime, url);
  const count = () => world.db.event.count();
  const start = await count();
  await leave(projectId, [newId()]);
  runtime.kick.sequencer();
  await expect.poll(count, { timeout: 5_000 }).toBe(start + 1);
  await first.stop();
  await leave(projectId, [newId()]);
  await expect.poll(count, { timeout: 5_000 }).toBe(start + 2);
  await second.stop();
  const positions = await world.db.event.findMany({ select: { position: true } });
  expect(new Set(positions.map((event) => event.position)).size).toBe(start + 2);
});

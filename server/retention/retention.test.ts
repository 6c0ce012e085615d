import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applyRetention } from "#server/retention/apply-retention.ts";
import { retentionLimit } from "#server/retention/retention-policy.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";

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

  it("draws the line where the settings say, whatever they are", () => {
    const settings = fc.record({
      days: fc.integer({ min: 1, max: 3_650 }),
      events: fc.integer({ min: 1, max: 10 ** 8 }),
    });
    const beyond = fc.option(fc.bigInt({ min: 1n, max: 10n ** 15n }));
    fc.assert(
      fc.property(settings, beyond, (given, newestBeyond) => {
        const now = new Date("2026-11-21T12:00:00Z");
        const { before, position } = retentionLimit(given, newestBeyond, now);
        expect(now.getTime() - before.getTime()).toBe(given.days * day);
        expect(position).toBe(newestBeyond ?? 0n);
      }),
    );
  });
});

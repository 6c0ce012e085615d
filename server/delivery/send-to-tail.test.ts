import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { sendToTail, type ToTail } from "#server/delivery/send-to-tail.ts";
import { newId } from "#server/ids.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";

// The verbs look before they order. What they saw may have changed by then, so the statement holds on its own.
let world: Awaited<ReturnType<typeof createNotificationWorld>>;
let projectId: string;
let endedAt: Date;
let ids: string[];

beforeAll(async () => {
  world = await createNotificationWorld();
  ({ projectId } = world);
  await addSlackChannels(world.ctx, {
    projectId,
    integrationId: world.integrationId,
    selections: [{ eventTypes: ["*"], channelIds: ["C1"] }],
    filter: { environments: [], pathGlob: null },
  });
});
afterAll(() => world.drop());
beforeEach(async () => {
  await world.db.event.deleteMany();
  await world.db.destination.updateMany({ data: { enabled: true, deletedAt: null } });
  for (let n = 0; n < 2; n++) await happen(world.runtime, { projectId });
  endedAt = world.clock.now();
  await world.db.delivery.updateMany({ data: { state: "failed", finishedAt: endedAt } });
  ids = (await world.db.delivery.findMany({ select: { id: true } })).map(({ id }) => id);
  world.clock.advance(60_000);
});

const send = (over: Partial<ToTail> = {}) =>
  world.db.$transaction((tx) => sendToTail(tx, { projectId, ids, now: world.clock.now(), ...over }));
const states = async () =>
  (await world.db.delivery.findMany({ select: { state: true } })).map(({ state }) => state);

it("sends what ended, each once however often it is named", async () => {
  expect(await send({ ids: [...ids, ...ids] })).toBe(2);
  expect(await states()).toEqual(["waiting", "waiting"]);
  expect(await send()).toBe(0);
});

it("sends what ended until the time of the order, and nothing that ended after it", async () => {
  expect(await send({ endedBefore: new Date(endedAt.getTime() - 1) })).toBe(0);
  expect(await states()).toEqual(["failed", "failed"]);
  expect(await send({ endedBefore: endedAt })).toBe(2);
});

it("sends nothing of another project", async () => {
  expect(await send({ projectId: newId() })).toBe(0);
  expect(await states()).toEqual(["failed", "failed"]);
});

it.each([
  ["disabled", { enabled: false }],
  ["deleted", { deletedAt: new Date() }],
])("sends nothing to a destination that was %s meanwhile", async (_, data) => {
  await world.db.destination.updateMany({ data });
  expect(await send()).toBe(0);
  expect(await states()).toEqual(["failed", "failed"]);
});

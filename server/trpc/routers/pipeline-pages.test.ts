import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";
import { createCallerFactory, router } from "#server/trpc/init.ts";
import { deliveriesRouter } from "#server/trpc/routers/deliveries.ts";
import { eventsRouter } from "#server/trpc/routers/events.ts";
import { notificationsRouter } from "#server/trpc/routers/notifications.ts";
import { overviewRouter } from "#server/trpc/routers/overview.ts";

const createCaller = createCallerFactory(
  router({
    notifications: notificationsRouter,
    deliveries: deliveriesRouter,
    events: eventsRouter,
    overview: overviewRouter,
  }),
);
type Caller = ReturnType<typeof createCaller>;

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
let calls: Record<string, (caller: Caller) => Promise<unknown>>;

beforeAll(async () => {
  world = await createNotificationWorld();
  const { projectId, integrationId } = world;
  const selections = [{ eventTypes: ["*"], channelIds: ["C1"] }];
  const admin = createCaller(world.ctx);
  const made = await admin.notifications.addSlackChannels({ projectId, integrationId, selections });
  const destinationId = made.destinations[0]?.id ?? "";
  const eventId = await happen(world.runtime, { projectId });
  const { deliveries } = await admin.deliveries.list({ projectId });
  const deliveryId = deliveries[0]?.id ?? "";
  const { destination } = await admin.notifications.get({ projectId, destinationId });
  const subscriptionId = destination.subscriptions[0]?.id ?? "";
  const type = "access-request:create";
  calls = {
    list: (c) => c.notifications.list({ projectId }),
    get: (c) => c.notifications.get({ projectId, destinationId }),
    matrix: (c) => c.notifications.matrix({ projectId }),
    eventTypes: (c) => c.notifications.eventTypes({ projectId }),
    preview: (c) => c.notifications.preview({ projectId, destinationId, eventType: type }),
    integrations: (c) => c.notifications.integrations({ projectId }),
    addSlackChannels: (c) => c.notifications.addSlackChannels({ projectId, integrationId, selections }),
    addSlackWebhook: (c) =>
      c.notifications.addSlackWebhook({ projectId, name: "Ops", webhookUrl: "", eventTypes: [type] }),
    changeWebhook: (c) => c.notifications.changeWebhook({ projectId, destinationId, name: "Ops" }),
    setCell: (c) => c.notifications.setCell({ projectId, destinationId, eventTypes: [type], on: false }),
    createSubscription: (c) =>
      c.notifications.createSubscription({ projectId, destinationId, eventTypes: [type], pathGlob: "/a" }),
    updateSubscription: (c) =>
      c.notifications.updateSubscription({ projectId, subscriptionId, enabled: false }),
    deleteSubscription: (c) => c.notifications.deleteSubscription({ projectId, subscriptionId }),
    setEnabled: (c) => c.notifications.setEnabled({ projectId, destinationId, enabled: false }),
    changeChannel: (c) =>
      c.notifications.changeChannel({ projectId, destinationId, integrationId, channelId: "C2" }),
    setFallback: (c) => c.notifications.setFallback({ projectId, destinationId }),
    remove: (c) => c.notifications.remove({ projectId, destinationId }),
    sendTest: (c) => c.notifications.sendTest({ projectId, destinationId, eventType: type }),
    "deliveries.list": (c) => c.deliveries.list({ projectId }),
    "deliveries.counts": (c) => c.deliveries.counts({ projectId }),
    "deliveries.filterOptions": (c) => c.deliveries.filterOptions({ projectId }),
    "deliveries.get": (c) => c.deliveries.get({ projectId, deliveryId }),
    "deliveries.redeliver": (c) => c.deliveries.redeliver({ projectId, deliveryId }),
    "events.list": (c) => c.events.list({ projectId }),
    "events.get": (c) => c.events.get({ projectId, eventId }),
    "events.setAside": (c) => c.events.setAside({ projectId }),
    "overview.get": (c) => c.overview.get({ projectId }),
    "overview.badges": (c) => c.overview.badges({ projectId }),
  };
});
afterAll(() => world.drop());

const managing = [
  "integrations",
  "addSlackChannels",
  "addSlackWebhook",
  "changeWebhook",
  "setFallback",
  "setCell",
  "createSubscription",
  "updateSubscription",
  "deleteSubscription",
  "setEnabled",
  "changeChannel",
  "remove",
  "sendTest",
  "deliveries.redeliver",
];

describe("the pages of the pipeline", () => {
  it("answer not found to strangers, also to members of the organization outside the project", async () => {
    for (const person of [world.stranger, world.member, world.instanceAdmin]) {
      const caller = createCaller(world.as(person));
      for (const [name, call] of Object.entries(calls)) {
        await expect(call(caller), name).rejects.toMatchObject({ code: "NOT_FOUND" });
      }
    }
  });

  it("let viewers read and refuse them every change", async () => {
    const caller = createCaller(world.as(world.projectViewer));
    for (const [name, call] of Object.entries(calls)) {
      if (managing.includes(name)) {
        await expect(call(caller), name).rejects.toMatchObject({ code: "FORBIDDEN" });
      } else {
        await expect(call(caller), name).resolves.toBeDefined();
      }
    }
  });

  it("do not know a destination, subscription, delivery or event under another project's address", async () => {
    const { db, organizationId, owner } = world;
    const other = await db.project.create({
      data: { id: "0190a000-0000-7000-8000-000000000001", organizationId, name: "Other" },
    });
    const caller = createCaller(world.as(owner));
    const first = async () => (await caller.deliveries.list({ projectId: world.projectId })).deliveries[0];
    const delivery = await first();
    if (!delivery) throw new Error("There is no delivery.");
    const projectId = other.id;
    const destinationId = delivery.destination.id;
    for (const call of [
      () => caller.deliveries.get({ projectId, deliveryId: delivery.id }),
      () => caller.events.get({ projectId, eventId: delivery.event.id }),
      () => caller.notifications.get({ projectId, destinationId }),
      () => caller.notifications.preview({ projectId, destinationId, eventType: "access-request:create" }),
      () => caller.notifications.changeWebhook({ projectId, destinationId, name: "Ours" }),
      () => caller.notifications.setFallback({ projectId, destinationId }),
      () => caller.notifications.remove({ projectId, destinationId }),
      () => caller.notifications.setEnabled({ projectId, destinationId, enabled: false }),
      () =>
        caller.notifications.setCell({
          projectId,
          destinationId,
          eventTypes: ["access-request:create"],
          on: true,
        }),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

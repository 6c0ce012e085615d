import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#server/ids.ts";
import { createSubscription, createSubscriptionInput } from "#server/subscriptions/create-subscription.ts";
import { deleteSubscription } from "#server/subscriptions/delete-subscription.ts";
import { subscriptionsMax } from "#server/subscriptions/limits.ts";
import { matchSubscriptions } from "#server/subscriptions/match.ts";
import { createNotificationWorld } from "#server/subscriptions/test-notifications.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;

beforeAll(async () => {
  world = await createNotificationWorld();
});
afterAll(() => world.drop());

it("a project takes so many subscriptions, says so at the next one, and takes another once one is gone", async () => {
  const { projectId, integrationId, ctx, db } = world;
  const { destinations } = await addSlackChannels(ctx, {
    projectId,
    integrationId,
    selections: [{ eventTypes: ["*"], channelIds: ["C1"] }],
    filter: { environments: [], pathGlob: null },
  });
  const destinationId = destinations[0]?.id ?? "";
  const created = { projectId, destinationId, eventTypes: ["*"], pathGlob: "/**", createdAt: new Date() };
  await db.subscription.createMany({
    data: Array.from({ length: subscriptionsMax - 1 }, () => ({ id: newId(), ...created })),
  });
  const input = createSubscriptionInput.parse({
    projectId,
    destinationId,
    eventTypes: ["*"],
    pathGlob: "/a",
  });
  await expect(createSubscription(ctx, input)).rejects.toThrow("A project has at most 500 subscriptions.");
  expect(await db.subscription.count({ where: { projectId } })).toBe(subscriptionsMax);
  const one = await db.subscription.findFirstOrThrow({ where: { projectId, pathGlob: "/**" } });
  await deleteSubscription(ctx, { projectId, subscriptionId: one.id });
  await createSubscription(ctx, input);
});

it("an event that many subscriptions of one destination match takes about as long for each of them", () => {
  const candidate = {
    revision: 1,
    enabled: true,
    destinationId: "d",
    destinationName: "#d",
    destinationEnabled: true,
    eventTypes: ["*"],
    environments: [],
    pathGlob: null,
  };
  const event = { type: "access-request:create", environment: null, secretPath: null };
  const many = Array.from({ length: 50_000 }, (_, n) => ({ ...candidate, id: String(n) }));
  const started = performance.now();
  expect(matchSubscriptions(many, event).destinations.get("d")).toHaveLength(50_000);
  // Copying what matched for each one more took half a minute.
  expect(performance.now() - started).toBeLessThan(5_000);
});

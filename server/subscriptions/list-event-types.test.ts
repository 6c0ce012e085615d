import { afterAll, beforeAll, expect, it } from "vitest";
import { listEventTypes } from "#server/subscriptions/list-event-types.ts";
import { createNotificationWorld } from "#server/subscriptions/test-notifications.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
beforeAll(async () => {
  world = await createNotificationWorld();
});
afterAll(() => world.drop());

it("offers a notice to whoever looks through the log, and to no subscription", async () => {
  const { families, logged } = await listEventTypes(world.ctx, { projectId: world.projectId });
  const subscribable = families.flatMap((family) => family.types.map(({ type }) => type));
  expect(subscribable).not.toContain("destination:fail");
  expect(logged.map(({ type }) => type)).toEqual([...subscribable, "destination:fail"]);
  expect(logged.at(-1)?.title).toBe("Destination needs attention");
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setDestinationEnabled } from "#server/destinations/enable-destination.ts";
import { deleteDestination } from "#server/destinations/delete-destination.ts";
import { getDestination } from "#server/destinations/list-destinations.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createSubscription, createSubscriptionInput } from "#server/subscriptions/create-subscription.ts";
import { deleteSubscription } from "#server/subscriptions/delete-subscription.ts";
import { getMatrix } from "#server/subscriptions/get-matrix.ts";
import { setCell } from "#server/subscriptions/set-cell.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";
import { updateSubscription, updateSubscriptionInput } from "#server/subscriptions/update-subscription.ts";

const create = "access-request:create";
const update = "access-request:update";
const review = "access-request:review";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
let projectId: string;
let destinationId: string;

beforeAll(async () => {
  world = await createNotificationWorld();
  projectId = world.projectId;
});
afterAll(() => world.drop());
beforeEach(async () => {
  await world.db.destination.deleteMany({ where: { projectId } });
  const { destinations } = await addSlackChannels(world.ctx, {
    projectId,
    integrationId: world.integrationId,
    selections: [{ eventTypes: [create], channelIds: ["C1"] }],
    filter: { environments: [], pathGlob: null },
  });
  destinationId = destinations[0]?.id ?? "";
});

const generation = async () =>
  (await world.db.project.findUniqueOrThrow({ where: { id: projectId } })).subscriptionGeneration;
const subscriptions = async () =>
  (await getDestination(world.ctx, { projectId, destinationId })).destination.subscriptions;
const first = async () => {
  const [subscription] = await subscriptions();
  if (!subscription) throw new Error("There is no subscription.");
  return subscription;
};
const deliveries = async () => {
  const rows = await world.db.delivery.findMany({ where: { destinationId }, orderBy: { id: "asc" } });
  return rows.map((row) => row.state);
};
const reasons = async () =>
  (await world.db.delivery.findMany({ where: { destinationId } })).map((row) => row.reason);
const tick = (eventTypes: string[], on: boolean) =>
  setCell(world.ctx, { projectId, destinationId, eventTypes, on });
const makeInput = (over: object) =>
  createSubscriptionInput.parse({ projectId, destinationId, eventTypes: [create], ...over });

describe("edits of subscriptions", () => {
  it("each count a generation and write a revision with what stood from then on", async () => {
    const start = await generation();
    const { id } = await first();
    await updateSubscription(world.ctx, { projectId, subscriptionId: id, environments: ["prod"] });
    await updateSubscription(world.ctx, { projectId, subscriptionId: id, enabled: false });
    await deleteSubscription(world.ctx, { projectId, subscriptionId: id });
    expect(await generation()).toBe(start + 3);
    const revisions = await world.db.subscriptionRevision.findMany({
      where: { subscriptionId: id },
      orderBy: { revision: "asc" },
    });
    expect(revisions.map((r) => [r.revision, r.generation])).toEqual([
      [1, start],
      [2, start + 1],
      [3, start + 2],
      [4, start + 3],
    ]);
    expect(revisions.at(-1)?.snapshot).toMatchObject({
      eventTypes: [create],
      environments: ["prod"],
      enabled: false,
      deleted: true,
      destination: { id: destinationId, name: "#deploys" },
    });
  });

  it("write a revision when the destination is disabled, enabled and deleted", async () => {
    const start = await generation();
    const { id } = await first();
    await setDestinationEnabled(world.ctx, { projectId, destinationId, enabled: false });
    await setDestinationEnabled(world.ctx, { projectId, destinationId, enabled: true });
    await deleteDestination(world.ctx, { projectId, destinationId });
    expect(await generation()).toBe(start + 3);
    const revisions = await world.db.subscriptionRevision.findMany({
      where: { subscriptionId: id },
      orderBy: { revision: "asc" },
    });
    expect(revisions.map((r) => r.snapshot)).toMatchObject([
      { destination: { enabled: true } },
      { destination: { enabled: false } },
      { destination: { enabled: true } },
      { deleted: true, destination: { deleted: true } },
    ]);
  });

  it("are audited with before and after", async () => {
    const { id } = await first();
    await updateSubscription(world.ctx, { projectId, subscriptionId: id, eventTypes: [update] });
    const entry = await world.db.auditEntry.findFirst({ where: { targetId: id }, orderBy: { id: "desc" } });
    expect(entry).toMatchObject({
      action: "subscription.updated",
      projectId,
      before: { eventTypes: [create] },
      after: { eventTypes: [update] },
    });
  });

  it("cancel at once what waited because of a subscription that is switched off or removed", async () => {
    await happen(world.runtime, { projectId });
    const { id } = await first();
    expect(
      await updateSubscription(world.ctx, { projectId, subscriptionId: id, enabled: false }),
    ).toMatchObject({
      cancelled: 1,
    });
    expect(await deliveries()).toEqual(["cancelled"]);
    expect(await reasons()).toEqual([
      "The subscription that wanted this was disabled while it waited. Redeliver this if it should still arrive.",
    ]);
  });

  it("tell of what was cancelled whether they were removed or disabled", async () => {
    await createSubscription(world.ctx, makeInput({ environments: ["prod"] }));
    await happen(world.runtime, { projectId });
    const { id } = await first();
    await deleteSubscription(world.ctx, { projectId, subscriptionId: id });
    const other = await first();
    await updateSubscription(world.ctx, { projectId, subscriptionId: other.id, enabled: false });
    expect(await reasons()).toEqual([expect.stringContaining("was disabled or removed while it waited")]);
  });

  it("let it wait when another subscription wanted it there too", async () => {
    await createSubscription(world.ctx, makeInput({ environments: ["prod"] }));
    await happen(world.runtime, { projectId });
    const { id } = await first();
    expect(await deleteSubscription(world.ctx, { projectId, subscriptionId: id })).toEqual({ cancelled: 0 });
    expect(await deliveries()).toEqual(["waiting"]);
  });

  it("refuse a second subscription without a filter and name the field", async () => {
    await expect(createSubscription(world.ctx, makeInput({}))).rejects.toMatchObject({
      code: "conflict",
      details: { field: "environments" },
    });
    const filtered = await createSubscription(world.ctx, makeInput({ pathGlob: "/app/**" }));
    await expect(
      updateSubscription(world.ctx, { projectId, subscriptionId: filtered.id, pathGlob: null }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("name the field of what is not valid", async () => {
    const fieldOf = (input: object) =>
      updateSubscriptionInput.safeParse({ projectId, subscriptionId: destinationId, ...input }).error
        ?.issues[0]?.path;
    expect(fieldOf({ eventTypes: ["no:such"] })).toEqual(["eventTypes"]);
    expect(fieldOf({ eventTypes: [] })).toEqual(["eventTypes"]);
    expect(fieldOf({ pathGlob: "/a/*/b" })).toEqual(["pathGlob"]);
    const { id } = await first();
    await expect(
      updateSubscription(world.ctx, { projectId, subscriptionId: id, environments: ["moon"] }),
    ).rejects.toMatchObject({ details: { field: "environments" } });
  });
});

describe("the matrix", () => {
  it("ticks and unticks events of the one subscription without a filter", async () => {
    const { id } = await first();
    await tick([update, review], true);
    await tick([create], false);
    expect(await subscriptions()).toMatchObject([{ id, eventTypes: [update, review] }]);
  });

  it("removes the subscription when its last event is unticked, and makes a new one", async () => {
    const { id } = await first();
    await tick([create], false);
    expect(await subscriptions()).toEqual([]);
    await tick([update], true);
    const made = await first();
    expect(made).toMatchObject({ eventTypes: [update], environments: [], pathGlob: null });
    expect(made.id).not.toBe(id);
  });

  it("lets what already waits arrive after its event is unticked", async () => {
    await happen(world.runtime, { projectId });
    await tick([create], false);
    expect(await subscriptions()).toEqual([]);
    expect(await deliveries()).toEqual(["waiting"]);
    await happen(world.runtime, { projectId });
    expect(await deliveries()).toEqual(["waiting"]);
  });

  it("splits a pattern when one of its events is unticked", async () => {
    const { id } = await first();
    await updateSubscription(world.ctx, { projectId, subscriptionId: id, eventTypes: ["access-request:*"] });
    await tick([update], false);
    expect(await subscriptions()).toMatchObject([{ eventTypes: [create, review] }]);
  });

  it("counts no generation where nothing changes", async () => {
    const before = await generation();
    await tick([create], true);
    expect(await generation()).toBe(before);
  });

  it("shows filtered subscriptions as a mark and never edits them", async () => {
    await createSubscription(world.ctx, makeInput({ eventTypes: [update], environments: ["prod"] }));
    await tick([create], false);
    const { columns, families } = await getMatrix(world.ctx, { projectId });
    expect(families.map((f) => f.family)).toContain("Access requests");
    expect(columns[0]?.cells).toMatchObject({
      [create]: { on: false, filtered: 0 },
      [update]: { on: false, filtered: 1 },
    });
    expect(await subscriptions()).toMatchObject([{ eventTypes: [update], environments: ["prod"] }]);
  });

  it("is locked while the subscription without a filter is switched off", async () => {
    const { id } = await first();
    await updateSubscription(world.ctx, { projectId, subscriptionId: id, enabled: false });
    expect((await getMatrix(world.ctx, { projectId })).columns[0]).toMatchObject({ locked: true });
    const other = await createSubscription(
      world.ctx,
      makeInput({ eventTypes: [create], environments: ["prod"] }),
    );
    await updateSubscription(world.ctx, { projectId, subscriptionId: other.id, enabled: false });
    // Nothing goes there, so no mark says so.
    const { columns } = await getMatrix(world.ctx, { projectId });
    expect(columns[0]?.cells).toMatchObject({ [create]: { on: false, filtered: 0 } });
    await expect(tick([update], true)).rejects.toMatchObject({ code: "conflict" });
  });

  it("ticked by two people at once keeps both ticks in one subscription", async () => {
    await tick([create], false);
    await Promise.all([tick([create], true), tick([update], true)]);
    expect(await subscriptions()).toMatchObject([{ eventTypes: [create, update] }]);
  });
});

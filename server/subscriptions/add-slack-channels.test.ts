import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listDestinations } from "#server/destinations/list-destinations.ts";
import { deleteDestination } from "#server/destinations/delete-destination.ts";
import { newId } from "#server/ids.ts";
import {
  addSlackChannels,
  addSlackChannelsInput,
  channelsMax,
  eventTypesByChannel,
} from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld } from "#server/subscriptions/test-notifications.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
beforeAll(async () => {
  world = await createNotificationWorld();
});
afterAll(() => world.drop());
beforeEach(async () => {
  await world.db.destination.deleteMany({ where: { projectId: world.projectId } });
});

const create = "access-request:create";
const update = "access-request:update";

function add(selections: { eventTypes: string[]; channelIds: string[] }[], filter = {}, over = {}) {
  const { projectId, integrationId } = world;
  const input = addSlackChannelsInput.parse({ projectId, integrationId, selections, filter, ...over });
  return addSlackChannels(world.ctx, input);
}

async function state() {
  const { projectId } = world;
  const { destinations } = await listDestinations(world.ctx, { projectId });
  return destinations.map(({ name, subscriptions }) => [name, subscriptions.map((s) => s.eventTypes)]);
}

const generation = async () =>
  (await world.db.project.findUniqueOrThrow({ where: { id: world.projectId } })).subscriptionGeneration;

describe("Add → Slack", () => {
  it("makes one destination per channel with one subscription to its events", async () => {
    await add([
      { eventTypes: [create], channelIds: ["C1", "C3"] },
      { eventTypes: [update], channelIds: ["C1"] },
    ]);
    expect(await state()).toEqual([
      ["#deploys", [[create, update]]],
      ["#secrets", [[create]]],
    ]);
  });

  it("takes so many different channels at once and says what to do with more", () => {
    const { projectId, integrationId } = world;
    const channels = (from: number, count: number) => Array.from({ length: count }, (_, n) => `C${from + n}`);
    const parse = (...chosen: string[][]) => {
      const selections = chosen.map((channelIds) => ({ eventTypes: [create], channelIds }));
      return addSlackChannelsInput.safeParse({ projectId, integrationId, selections });
    };
    const all = channels(1, channelsMax);
    expect(parse(all, all, all).success).toBe(true);
    expect(parse(all, channels(2, channelsMax)).error?.issues).toMatchObject([
      {
        path: ["selections"],
        message: expect.stringMatching(/at most 50 channels at once, and add the others/),
      },
    ]);
  });

  it("counts one generation and writes the first revision of each new subscription", async () => {
    const before = await generation();
    const { destinations } = await add([{ eventTypes: [create], channelIds: ["C1", "C2"] }]);
    expect(await generation()).toBe(before + 1);
    const revisions = await world.db.subscriptionRevision.findMany({
      where: { subscription: { destinationId: { in: destinations.map((d) => d.id) } } },
    });
    expect(revisions.map((r) => [r.revision, r.generation, r.changedById])).toEqual([
      [1, before + 1, world.projectAdmin.id],
      [1, before + 1, world.projectAdmin.id],
    ]);
  });

  it("joins events to the subscription with the same filter and leaves others alone", async () => {
    await add([{ eventTypes: [create], channelIds: ["C1"] }]);
    await add([{ eventTypes: [update], channelIds: ["C1"] }]);
    await add([{ eventTypes: [update], channelIds: ["C1"] }], {
      environments: ["prod"],
      pathGlob: "/app/**",
    });
    expect(await state()).toEqual([["#deploys", [[create, update], [update]]]]);
  });

  it("changes nothing when the channel already gets all of it", async () => {
    await add([{ eventTypes: [create], channelIds: ["C1"] }]);
    const before = await generation();
    await add([{ eventTypes: [create], channelIds: ["C1"] }]);
    expect(await generation()).toBe(before);
  });

  it("makes a deleted destination anew", async () => {
    const { projectId } = world;
    const first = await add([{ eventTypes: [create], channelIds: ["C1"] }]);
    const destinationId = first.destinations[0]?.id ?? "";
    await deleteDestination(world.ctx, { projectId, destinationId });
    const second = await add([{ eventTypes: [create], channelIds: ["C1"] }]);
    expect(second.destinations[0]?.id).not.toBe(destinationId);
    expect(await state()).toEqual([["#deploys", [[create]]]]);
  });

  it("names the channel that is not known, and the one that is archived", async () => {
    await expect(add([{ eventTypes: [create], channelIds: ["C9"] }])).rejects.toMatchObject({
      details: { field: "selections" },
      message: expect.stringContaining("C9"),
    });
    await expect(add([{ eventTypes: [create], channelIds: ["C4"] }])).rejects.toMatchObject({
      message: expect.stringContaining("#old is archived"),
    });
    expect(await state()).toEqual([]);
  });

  it("names the environment that the project does not have, and the path that is none", async () => {
    const selections = [{ eventTypes: [create], channelIds: ["C1"] }];
    await expect(add(selections, { environments: ["moon"] })).rejects.toMatchObject({
      details: { field: "filter.environments" },
      message: expect.stringContaining("dev, staging, prod"),
    });
    const bad = addSlackChannelsInput.safeParse({
      projectId: world.projectId,
      integrationId: world.integrationId,
      selections,
      filter: { pathGlob: "app/" },
    });
    expect(bad.error?.issues[0]?.path).toEqual(["filter", "pathGlob"]);
  });

  it("does not know the integration of another organization", async () => {
    const { db } = world;
    const organizationId = newId();
    await db.organization.create({ data: { id: organizationId, name: "Other", plan: "enterprise" } });
    const {
      id: _,
      organizationId: __,
      ...row
    } = await db.workflowIntegration.findUniqueOrThrow({
      where: { id: world.integrationId },
    });
    const foreign = await db.workflowIntegration.create({ data: { ...row, id: newId(), organizationId } });
    const selections = [{ eventTypes: [create], channelIds: ["C1"] }];
    await expect(add(selections, {}, { integrationId: foreign.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("adds up a channel's events over all selections", () => {
    const byChannel = eventTypesByChannel([
      { eventTypes: [update], channelIds: ["C2", "C1"] },
      { eventTypes: [create], channelIds: ["C1"] },
    ]);
    expect([...byChannel]).toEqual([
      ["C2", [update]],
      ["C1", [create, update]],
    ]);
  });
});

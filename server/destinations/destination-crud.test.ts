import { drain } from "#server/testing/pipeline.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeChannel } from "#server/destinations/change-channel-of-destination.ts";
import { deleteDestination } from "#server/destinations/delete-destination.ts";
import { setDestinationEnabled } from "#server/destinations/enable-destination.ts";
import { getDestination, listDestinations } from "#server/destinations/list-destinations.ts";
import { listProjectIntegrations } from "#server/destinations/list-project-integrations.ts";
import { markDestinationsBroken } from "#server/destinations/mark-broken.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
let projectId: string;
let integrationId: string;
let destinationId: string;

beforeAll(async () => {
  world = await createNotificationWorld();
  ({ projectId, integrationId } = world);
});
afterAll(() => world.drop());
beforeEach(async () => {
  await world.db.destination.deleteMany({ where: { projectId } });
  const { destinations } = await addSlackChannels(world.ctx, {
    projectId,
    integrationId,
    selections: [{ eventTypes: ["*"], channelIds: ["C1"] }],
    filter: { environments: [], pathGlob: null },
  });
  destinationId = destinations[0]?.id ?? "";
});

const get = async () => (await getDestination(world.ctx, { projectId, destinationId })).destination;
const lane = () =>
  world.db.lane.findFirstOrThrow({ where: { destinationId, laneClass: "normal" }, select: { wakeAt: true } });
const breakIt = () =>
  world.db.$transaction((tx) =>
    markDestinationsBroken(tx, [destinationId], {
      code: "is_archived",
      detail: "is_archived",
      at: world.clock.now(),
    }),
  );

describe("destinations", () => {
  it("show the channel's current name, what waits and what is wrong with a remedy", async () => {
    await happen(world.runtime, { projectId });
    await breakIt();
    await world.db.slackChannel.update({
      where: { integrationId_channelId: { integrationId, channelId: "C1" } },
      data: { name: "releases" },
    });
    const destination = await get();
    expect(destination).toMatchObject({ name: "#releases", waiting: 1, integration: { alias: "acme" } });
    expect(destination.trouble).toMatchObject({ remedy: "unarchive" });
    expect(JSON.stringify(destination)).not.toContain("tokenEnc");
    await world.db.slackChannel.update({
      where: { integrationId_channelId: { integrationId, channelId: "C1" } },
      data: { name: "deploys" },
    });
  });

  it("mend and send on what waits when another channel is chosen", async () => {
    await happen(world.runtime, { projectId });
    await breakIt();
    await drain(world.runtime);
    expect(await lane()).toEqual({ wakeAt: null });
    await changeChannel(world.ctx, { projectId, destinationId, integrationId, channelId: "C2" });
    expect(await get()).toMatchObject({ name: "#security", channelId: "C2", trouble: null, brokenAt: null });
    expect((await lane()).wakeAt).not.toBeNull();
  });

  it("refuse a channel that another destination of the project already is", async () => {
    await addSlackChannels(world.ctx, {
      projectId,
      integrationId,
      selections: [{ eventTypes: ["*"], channelIds: ["C2"] }],
      filter: { environments: [], pathGlob: null },
    });
    await expect(
      changeChannel(world.ctx, { projectId, destinationId, integrationId, channelId: "C2" }),
    ).rejects.toMatchObject({ code: "conflict", details: { field: "channelId" } });
  });

  it("cancel what waits when disabled, and get nothing until enabled", async () => {
    await happen(world.runtime, { projectId });
    const off = { projectId, destinationId, enabled: false };
    expect(await setDestinationEnabled(world.ctx, off)).toEqual({ enabled: false, cancelled: 1 });
    expect(await setDestinationEnabled(world.ctx, off)).toEqual({ enabled: false, cancelled: 0 });
    const { reason } = await world.db.delivery.findFirstOrThrow({ where: { destinationId } });
    expect(reason).toContain("The destination was disabled while this waited.");
    await happen(world.runtime, { projectId });
    expect(await world.db.delivery.count({ where: { destinationId } })).toBe(1);
    await setDestinationEnabled(world.ctx, { ...off, enabled: true });
    await happen(world.runtime, { projectId });
    expect(await world.db.delivery.count({ where: { destinationId } })).toBe(2);
  });

  it("are gone with their subscriptions when deleted, and their deliveries stay", async () => {
    await happen(world.runtime, { projectId });
    expect(await deleteDestination(world.ctx, { projectId, destinationId })).toEqual({ cancelled: 1 });
    expect((await listDestinations(world.ctx, { projectId })).destinations).toEqual([]);
    await expect(get()).rejects.toMatchObject({ code: "not_found" });
    const { reason } = await world.db.delivery.findFirstOrThrow({ where: { destinationId } });
    expect(reason).toBe("The destination was removed while this waited.");
    expect(await world.db.delivery.count({ where: { destinationId } })).toBe(1);
  });

  it("tell Add which integrations there are and whether the instance has a Slack app", async () => {
    expect(await listProjectIntegrations(world.ctx, { projectId })).toMatchObject({
      organizationId: world.organizationId,
      slackAppConfigured: false,
      integrations: [{ id: integrationId, alias: "acme", broken: false }],
      environments: [{ slug: "dev" }, { slug: "staging" }, { slug: "prod" }],
    });
  });
});

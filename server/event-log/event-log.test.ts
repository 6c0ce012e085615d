import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getEvent } from "#server/event-log/get-event.ts";
import { getOverview } from "#server/event-log/get-overview.ts";
import { listEvents, listEventsInput, listSetAside } from "#server/event-log/list-events.ts";
import { newId } from "#server/ids.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";
import { updateSubscription } from "#server/subscriptions/update-subscription.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
let projectId: string;
let unheard: string;
let heard: string;

beforeAll(async () => {
  world = await createNotificationWorld();
  ({ projectId } = world);
  unheard = await happen(world.runtime, { projectId });
  const { destinations } = await addSlackChannels(world.ctx, {
    projectId,
    integrationId: world.integrationId,
    selections: [{ eventTypes: ["access-request:*"], channelIds: ["C1", "C2"] }],
    filter: { environments: ["prod"], pathGlob: null },
  });
  const second = await world.db.subscription.findFirstOrThrow({
    where: { destinationId: destinations[1]?.id ?? "" },
  });
  await updateSubscription(world.ctx, { projectId, subscriptionId: second.id, environments: ["dev"] });
  heard = await happen(world.runtime, { projectId });
  // Edited afterwards: the explanation must speak of what stood when the event happened.
  await updateSubscription(world.ctx, { projectId, subscriptionId: second.id, environments: ["staging"] });
});
afterAll(() => world.drop());

const list = (over: object = {}) => listEvents(world.ctx, listEventsInput.parse({ projectId, ...over }));

describe("the event log", () => {
  it("says of an event before any subscription that none existed", async () => {
    const event = await getEvent(world.ctx, { projectId, eventId: unheard });
    expect(event.whyNothing).toContain("No subscription existed");
    expect(event.deliveries).toEqual([]);
  });

  it("explains each subscription as it stood when the event happened", async () => {
    const event = await getEvent(world.ctx, { projectId, eventId: heard });
    expect(event.whyNothing).toBeNull();
    expect(event.explanation).toMatchObject([
      { destinationName: "#deploys", matched: true },
      {
        destinationName: "#security",
        matched: false,
        sentence: "It wanted events of the environment dev only, and this one is of prod.",
      },
    ]);
    expect(event.deliveries).toMatchObject([{ state: "waiting", destination: { name: "#deploys" } }]);
  });

  it("lists events newest first with what became of them", async () => {
    const { events } = await list();
    expect(events.map((e) => [e.id, e.deliveries.waiting])).toEqual([
      [heard, 1],
      [unheard, 0],
    ]);
  });

  it("filters by whether anything matched, by type, environment and text", async () => {
    expect((await list({ matched: "unmatched" })).events.map((e) => e.id)).toEqual([unheard]);
    expect((await list({ matched: "matched" })).events.map((e) => e.id)).toEqual([heard]);
    expect((await list({ eventType: "access-request:update" })).events).toEqual([]);
    expect((await list({ environment: "prod" })).events).toHaveLength(2);
    expect((await list({ text: "STRIPE" })).events).toHaveLength(2);
  });

  it("pages by position", async () => {
    const page = await list({ limit: 1 });
    expect(page.newer).toBeNull();
    const next = await list({ limit: 1, before: page.older ?? undefined });
    expect(next.events.map((e) => e.id)).toEqual([unheard]);
    expect(next.older).toBeNull();
    expect((await list({ limit: 1, after: next.newer ?? undefined })).events.map((e) => e.id)).toEqual([
      heard,
    ]);
  });

  it("shows what could not be read, with its reason", async () => {
    await world.db.outbox.create({
      data: {
        projectId,
        eventId: newId(),
        payload: { type: "no:such" },
        setAsideAt: world.clock.now(),
        setAsideReason: "Its type no:such is not in the catalogue.",
      },
    });
    expect(await listSetAside(world.ctx, { projectId })).toMatchObject([
      { type: "no:such", setAsideReason: "Its type no:such is not in the catalogue." },
    ]);
  });
});

describe("the overview", () => {
  it("counts deliveries of the last 24 hours by hour, the running one last", async () => {
    const { hours, events, hasDestinations } = await getOverview(world.ctx, { projectId });
    expect(hours).toHaveLength(24);
    expect(hours.at(-1)).toEqual({ at: new Date("2026-11-21T12:00:00Z"), sent: 0, waiting: 1, failed: 0 });
    expect(events).toHaveLength(2);
    expect(hasDestinations).toBe(true);
  });

  it("counts the requests that wait for me until I reviewed their present form", async () => {
    const { db, projectMember, projectAdmin } = world;
    const policyId = newId();
    await db.accessPolicy.create({
      data: {
        id: policyId,
        projectId,
        name: "Production",
        environments: ["prod"],
        pathGlob: "/**",
        requiredApprovals: 2,
        members: { create: { userId: projectAdmin.id, kind: "approver" } },
      },
    });
    const requestId = newId();
    const at = world.clock.now();
    await db.accessRequest.create({
      data: {
        id: requestId,
        projectId,
        policyId,
        requesterId: projectMember.id,
        environment: "prod",
        secretPath: "/app",
        permissions: ["read"],
        createdAt: at,
        updatedAt: at,
      },
    });
    const waiting = async (person: typeof projectAdmin) =>
      (await getOverview(world.as(person), { projectId })).waitingForMe;
    expect(await waiting(projectAdmin)).toBe(1);
    expect(await waiting(projectMember)).toBe(0);
    const review = { requestId, reviewerId: projectAdmin.id, revision: 1, decision: "approved" as const };
    await db.accessReview.create({ data: { id: newId(), ...review, createdAt: at } });
    expect(await waiting(projectAdmin)).toBe(0);
    await db.accessRequest.update({ where: { id: requestId }, data: { revision: 2 } });
    expect(await waiting(projectAdmin)).toBe(1);
  });
});

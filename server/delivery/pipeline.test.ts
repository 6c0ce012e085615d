import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { claimLanes } from "#server/delivery/lanes.ts";
import { redeliver } from "#server/delivery/redeliver.ts";
import { runLane } from "#server/delivery/run-lane.ts";
import { sendTest } from "#server/destinations/send-test.ts";
import type { Runtime } from "#server/runtime.ts";
import { drain, sequenceAll } from "#server/testing/pipeline.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";

const general = "C0ACMEGEN01";
const privateChannel = "C0ACMEPRV01";
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;
let runtime: Runtime;

beforeAll(async () => {
  bench = await createPipelineBench();
  runtime = bench.runtime;
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  project = await bench.project();
});
afterEach(() => bench.slack.control("DELETE", "faults"));

const emitOne = (note: string) => project.emitCreated(note);
const subscribe = (channelId = general) => project.subscribe(channelId);
const flow = (maxMs?: number) => project.flow(maxMs);
const deliveries = () =>
  runtime.db.delivery.findMany({
    where: { projectId: project.projectId },
    orderBy: { laneOrder: "asc" },
    include: { attempts: { include: { attempt: true } } },
  });
/** Notes of this test's messages in a channel, in the order they stand there. */
async function notesIn(channel: string, notes: string[]): Promise<string[]> {
  const messages = await bench.slack.messages(channel);
  return messages.flatMap((m) => notes.filter((note) => m.text.includes(`Note: ${note}`)));
}
describe("the pipeline", () => {
  it("carries an event to each matched channel once, however many subscriptions matched", async () => {
    const { destinationId } = await subscribe();
    await runtime.db.subscription.create({
      data: {
        id: crypto.randomUUID(),
        projectId: project.projectId,
        destinationId,
        eventTypes: ["access-request:*"],
        environments: ["prod"],
      },
    });
    await emitOne("once-only");
    await flow();
    const [delivery, ...others] = await deliveries();
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ state: "delivered", reason: null });
    expect(delivery?.subscriptionIds).toHaveLength(2);
    expect(await notesIn(general, ["once-only"])).toEqual(["once-only"]);
  });

  it("explains an event that nothing matched", async () => {
    await subscribeChannel(
      runtime,
      { projectId: project.projectId, integrationId: project.integrationId, channelId: general },
      { environments: ["dev"] },
    );
    const eventId = await emitOne("no-match");
    await flow();
    const event = await runtime.db.event.findUniqueOrThrow({ where: { id: eventId } });
    expect(event.explanation).toMatchObject([
      { matched: false, reason: "environment", destinationName: "#general" },
    ]);
    expect(await deliveries()).toEqual([]);
  });

  it("keeps the order of a lane and Slack's pace of one message a second", async () => {
    await subscribe();
    const notes = Array.from({ length: 8 }, (_, i) => `ordered-${i}`);
    for (const note of notes) await emitOne(note);
    await flow();
    expect(await notesIn(general, notes)).toEqual(notes);
    const attempts = await runtime.db.attempt.findMany({ where: { projectId: project.projectId } });
    expect(attempts.filter((a) => a.code === "ratelimited")).toEqual([]);
  });

  it("obeys a 429 in full, does not count it as a try, and loses nothing", async () => {
    await subscribe();
    await bench.slack.fault({ kind: "rate_limited", method: "chat.postMessage", retryAfter: 30 });
    await emitOne("limited");
    await drain(runtime);
    const [waiting] = await deliveries();
    expect(waiting).toMatchObject({ state: "waiting", tries: 0 });
    expect(waiting?.nextTryAt.getTime()).toBe(bench.clock.now().getTime() + 30_000);
    bench.clock.advance(29_000);
    await drain(runtime);
    expect((await deliveries())[0]?.attempts).toHaveLength(1);
    bench.clock.advance(1_000);
    await drain(runtime);
    expect((await deliveries())[0]).toMatchObject({ state: "delivered", tries: 0, maybeDuplicate: false });
  });

  it("sends again what may have been stored, and says in Slack that it may be a duplicate", async () => {
    await subscribe();
    await bench.slack.fault({ kind: "reset_after_store", method: "chat.postMessage" });
    await emitOne("stored-and-reset");
    await flow();
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ state: "delivered", maybeDuplicate: true });
    expect(delivery?.attempts.map((a) => a.attempt.outcome).sort()).toEqual(["delivered", "unknown"]);
    const messages = (await bench.slack.messages(general)).filter((m) => m.text.includes("stored-and-reset"));
    expect(messages.map((m) => JSON.stringify(m.blocks).includes("Possible duplicate"))).toEqual([
      false,
      true,
    ]);
  });

  it("delivers after Slack was down for a minute, in order", async () => {
    await subscribe();
    await bench.slack.fault({ kind: "down" });
    const notes = ["down-1", "down-2", "down-3"];
    for (const note of notes) await emitOne(note);
    await flow(60_000);
    expect((await deliveries()).map((d) => d.state)).toEqual(["waiting", "waiting", "waiting"]);
    await bench.slack.control("DELETE", "faults");
    await flow(600_000);
    expect((await deliveries()).map((d) => d.state)).toEqual(["delivered", "delivered", "delivered"]);
    expect(await notesIn(general, notes)).toEqual(notes);
  });

  it("parks the lane of an archived channel with its sentence, and a successful test releases the backlog in order", async () => {
    const { destinationId } = await subscribe();
    await bench.slack.control("POST", `channels/${general}`, { action: "archive" });
    await emitOne("parked-1");
    await emitOne("parked-2");
    await flow(5_000);
    const broken = await runtime.db.destination.findUniqueOrThrow({ where: { id: destinationId } });
    expect(broken).toMatchObject({
      brokenCode: "is_archived",
      brokenDetail: expect.stringContaining("archived"),
    });
    expect((await deliveries()).map((d) => [d.state, d.tries])).toEqual([
      ["waiting", 0],
      ["waiting", 0],
    ]);
    await bench.slack.control("POST", `channels/${general}`, { action: "unarchive" });
    const { ctx } = bench;
    const result = await sendTest(ctx, {
      projectId: project.projectId,
      destinationId,
      eventType: "access-request:create",
    });
    expect(result).toMatchObject({ delivered: true, released: 2 });
    await flow();
    expect(await notesIn(general, ["parked-1", "parked-2"])).toEqual(["parked-1", "parked-2"]);
  });

  it("tells to invite the bot where a private channel hides itself", async () => {
    const { destinationId } = await subscribe(privateChannel);
    await emitOne("hidden");
    await flow(3_000);
    const broken = await runtime.db.destination.findUniqueOrThrow({ where: { id: destinationId } });
    expect(broken.brokenCode).toBe("channel_not_found");
  });

  it("marks the connection of a revoked token and leaves everything waiting", async () => {
    await subscribe();
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "token_revoked" });
    await emitOne("revoked");
    await flow(5_000);
    const integration = await runtime.db.workflowIntegration.findUniqueOrThrow({
      where: { id: project.integrationId },
    });
    expect(integration.brokenCode).toBe("token_revoked");
    expect((await deliveries())[0]).toMatchObject({ state: "waiting", tries: 0 });
  });

  it("makes one conversation of a subject and shows the latest state in its first message", async () => {
    await subscribe();
    await emitOne("first of it");
    await flow();
    await project.emitReviewed("first of it");
    await flow();
    const messages = await bench.slack.messages(general);
    const root = messages.find((m) => m.text.includes("first of it"));
    const reply = messages.find((m) => m.thread_ts === root?.ts && m.ts !== root?.ts);
    expect(reply?.text).toContain("Access request approved");
    expect(JSON.stringify(root?.blocks)).toContain("Approved by Noor Haddad");
  });

  it("sends a message whose layout Slack refuses as plain text, once, and rejects it where that is refused too", async () => {
    await subscribe();
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "invalid_blocks" });
    await emitOne("plain");
    await flow();
    expect((await deliveries())[0]).toMatchObject({ state: "delivered", tries: 0, plainText: true });
    const message = (await bench.slack.messages(general)).at(-1);
    expect(message?.text).toContain("Note: plain");
    expect(message?.text).toContain("Shown as plain text");
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "invalid_blocks", times: 2 });
    await emitOne("neither");
    await flow();
    expect((await deliveries())[1]).toMatchObject({ state: "rejected", reasonCode: "invalid_blocks" });
  });

  it("lets nothing a person typed mention anybody, at any length", async () => {
    await subscribe();
    await emitOne(`<!channel> @channel <@U123> ${"&<>x".repeat(1_000)}`.slice(0, 4_000));
    await flow();
    expect((await deliveries())[0]).toMatchObject({ state: "delivered" });
    const message = (await bench.slack.messages(general)).at(-1);
    expect(message?.notified).toEqual([]);
    expect(message?.text).toContain("&lt;!channel&gt;");
  });

  it("sends what a dead process was sending again, as a possible duplicate", async () => {
    await subscribe();
    await emitOne("interrupted");
    await sequenceAll(runtime);
    await bench.slack.fault({ kind: "hang", method: "chat.postMessage" });
    const [lane] = await claimLanes(runtime.db, bench.clock.now(), 1);
    if (!lane) throw new Error("no lane was due");
    const dying = runLane(runtime, lane);
    await expect.poll(async () => (await deliveries())[0]?.state).toBe("sending");
    // The lease of the dead holder ends by the database's time.
    await runtime.db.lane.updateMany({
      where: { destinationId: lane.destinationId },
      data: { leaseUntil: new Date(0) },
    });
    await flow();
    expect((await deliveries())[0]).toMatchObject({ state: "delivered", maybeDuplicate: true, tries: 1 });
    await bench.slack.control("DELETE", "faults");
    await dying;
    expect((await deliveries())[0], "the fence keeps the former holder from writing").toMatchObject({
      state: "delivered",
      tries: 1,
    });
  }, 30_000);

  it("gives a lane to one of many workers that ask at once", async () => {
    await subscribe();
    await emitOne("claimed");
    await sequenceAll(runtime);
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => claimLanes(runtime.db, bench.clock.now(), 5)),
    );
    expect(claims.flat()).toHaveLength(1);
  });

  it("sends a delivery again at the tail when asked, once for two clicks at once", async () => {
    await subscribe();
    await emitOne("again");
    await flow();
    const [first] = await deliveries();
    const order = { projectId: project.projectId, deliveryId: first?.id ?? "" };
    const { ctx } = bench;
    const clicks = await Promise.allSettled([redeliver(ctx, order), redeliver(ctx, order)]);
    expect(clicks.map((c) => c.status).sort()).toEqual(["fulfilled", "rejected"]);
    await flow();
    expect(await notesIn(general, ["again"])).toEqual(["again", "again"]);
    expect((await deliveries())[0]).toMatchObject({ state: "delivered", redeliveries: 1 });
  });

  it("takes two clicks for one also where the second comes after what the first sent was delivered", async () => {
    await subscribe();
    await emitOne("clicked twice");
    await flow();
    const [first] = await deliveries();
    const seen = { projectId: project.projectId, deliveryId: first?.id ?? "", redeliveries: 0 };
    const { ctx } = bench;
    const clicks = await Promise.allSettled([redeliver(ctx, seen), redeliver(ctx, seen)]);
    expect(clicks.map((c) => c.status).sort()).toEqual(["fulfilled", "rejected"]);
    await flow();
    await expect(redeliver(ctx, seen)).rejects.toMatchObject({ code: "conflict" });
    await flow();
    expect(await notesIn(general, ["clicked twice"])).toHaveLength(2);
    await redeliver(ctx, { ...seen, redeliveries: 1 });
    await flow();
    expect(await notesIn(general, ["clicked twice"])).toHaveLength(3);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { listDeliveries, listDeliveriesInput } from "#server/deliveries/list-deliveries.ts";
import { redeliver } from "#server/delivery/redeliver.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { emit } from "#server/events/emit.ts";
import { accessRequestTypes } from "#server/events/types/access-request.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { contextOf } from "#server/testing/world.ts";
import { drain } from "#server/testing/pipeline.ts";

const general = "C0ACMEGEN01";
const random = "C0ACMERND01";
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  project = await bench.project();
});
afterEach(() => bench.slack.control("DELETE", "faults"));

/** Many access requests as their producers would leave them in the outbox. */
async function outbox(count: number): Promise<void> {
  const { sample } = accessRequestTypes.created;
  const payload = {
    type: accessRequestTypes.created.type,
    source: `/projects/${project.projectId}`,
    time: bench.clock.now().toISOString(),
    environment: "prod",
    secretPath: "/payments/stripe",
    data: sample.data,
  };
  await bench.runtime.pool.query(
    `insert into "Outbox" ("eventId", "projectId", "payload")
     select gen_random_uuid(), $1::uuid, $2::jsonb || jsonb_build_object('subject', 'flood/' || gen_random_uuid())
     from generate_series(1, $3)`,
    [project.projectId, JSON.stringify(payload), count],
  );
}

function breakGlass(): Promise<string> {
  const { reviewed } = accessRequestTypes;
  return bench.runtime.db.$transaction((tx) =>
    emit(tx, bench.ctx, reviewed, {
      projectId: project.projectId,
      subject: "access-request/urgent",
      environment: "prod",
      secretPath: "/payments/stripe",
      data: { ...reviewed.sample.data, decision: "break_glass" as const, comment: "It burns." },
    }),
  );
}

/** How many events the messages of a channel since `from` account for, and how many messages were refused. */
async function told(channel: string, from: number) {
  const messages = (await bench.slack.messages(channel)).slice(from);
  const events = messages.map((message) =>
    Number(/📋 ([\d,]+) events/.exec(message.text)?.[1]?.replace(",", "") ?? 1),
  );
  const calls = z
    .object({ calls: z.array(z.object({ status: z.number().nullable() })) })
    .parse(await bench.slack.control("GET", "calls?method=chat.postMessage")).calls;
  return {
    messages: messages.length,
    events: events.reduce((sum, count) => sum + count, 0),
    refused: calls.filter((call) => call.status === 429).length,
  };
}

/** The attempts of the project's normal lanes with the lane orders that they carried, in the order in which they left. */
async function carried() {
  const attempts = await bench.runtime.db.attempt.findMany({
    where: {
      projectId: project.projectId,
      kind: "send",
      deliveries: { some: { delivery: { laneClass: "normal" } } },
    },
    orderBy: { id: "asc" },
    select: { deliveries: { select: { delivery: { select: { laneOrder: true } } } } },
  });
  return attempts.map((attempt) =>
    attempt.deliveries.map(({ delivery }) => Number(delivery.laneOrder)).sort((a, b) => a - b),
  );
}

describe("a flood", () => {
  it("of 10,000 events into one channel within a minute is told in few messages, none refused, all accounted for, urgent ones at once", async () => {
    await project.subscribe(general);
    const before = (await bench.slack.messages(general)).length;
    await bench.slack.control("DELETE", "calls");
    const startedAt = performance.now();
    const urgentWaits: number[] = [];
    for (let second = 0; second < 60; second++) {
      await outbox(second < 40 ? 167 : 166);
      const urgent = second % 10 === 5 ? await breakGlass() : null;
      await drain(bench.runtime);
      if (urgent) {
        const { deliveredAt, createdAt } = await bench.runtime.db.delivery.findFirstOrThrow({
          where: { eventId: urgent },
        });
        urgentWaits.push(
          deliveredAt ? deliveredAt.getTime() - createdAt.getTime() : Number.POSITIVE_INFINITY,
        );
      }
      bench.clock.advance(1_000);
    }
    await project.flow();
    const took = Math.round(performance.now() - startedAt);
    const all = await told(general, before);
    const orders = await carried();
    console.log(
      `10,000 events in a minute: ${all.messages} messages, ${all.refused} refused, ${all.events} accounted for, ` +
        `6 urgent ones after ${Math.max(...urgentWaits)} ms; ${took} ms of real time`,
    );
    expect(
      await bench.runtime.db.delivery.count({ where: { projectId: project.projectId, state: "delivered" } }),
    ).toBe(10_006);
    expect(all.events).toBe(10_006);
    expect(all.refused).toBe(0);
    expect(all.messages).toBeLessThanOrEqual(30);
    expect(Math.max(...urgentWaits)).toBe(0);
    expect(orders.flat(), "each once, in the lane's order").toEqual([...orders.flat()].sort((a, b) => a - b));
    expect(new Set(orders.flat()).size).toBe(10_000);
  }, 180_000);

  it("leaves ten as they are and folds the eleventh with them", async () => {
    await project.subscribe(random);
    await outbox(11);
    await drain(bench.runtime);
    expect(await carried()).toMatchObject([{ length: 11 }]);
    const link = /deliveries\?attempt=([0-9a-f-]{36})/.exec(
      JSON.stringify((await bench.slack.messages(random)).at(-1)),
    );
    const { projectId } = project;
    const filter = listDeliveriesInput.parse({ projectId, attemptId: link?.[1] });
    const { deliveries } = await listDeliveries(contextOf(bench.runtime, project.projectViewer), filter);
    expect(deliveries, "the link leads to what the message carried").toHaveLength(11);
  });

  it("folds four when the oldest has waited twenty seconds", async () => {
    await project.subscribe(random);
    await bench.slack.fault({ kind: "rate_limited", method: "chat.postMessage", retryAfter: 20 });
    await outbox(4);
    await project.flow();
    expect(await carried()).toMatchObject([{ length: 1 }, { length: 4 }]);
  });

  it("starts no conversation by a digest, and shows its events' states in those that there are", async () => {
    await project.subscribe(general);
    await project.emitCreated("before the flood");
    await project.flow();
    await project.emitReviewed("before the flood");
    await outbox(10);
    await project.flow();
    await drain(bench.runtime);
    const [first] = (await bench.slack.messages(general)).filter((message) =>
      message.text.includes("before the flood"),
    );
    await destinationKinds.slack_app.upkeep(bench.runtime);
    const [shown] = (await bench.slack.messages(general)).filter((message) => message.ts === first?.ts);
    expect(JSON.stringify(shown?.blocks)).toContain("Approved by Noor Haddad");
    expect(await bench.runtime.db.slackConversation.count({ where: { projectId: project.projectId } })).toBe(
      1,
    );
  });

  it("sends a digest of unknown fate again as the same digest, and all of it may be a duplicate", async () => {
    await project.subscribe(random);
    await bench.slack.fault({ kind: "reset_after_store", method: "chat.postMessage" });
    await outbox(12);
    await project.flow();
    const deliveries = await project.deliveries();
    expect(deliveries.every((d) => d.state === "delivered" && d.maybeDuplicate && d.tries === 1)).toBe(true);
    expect(await carried()).toMatchObject([{ length: 12 }, { length: 12 }]);
    const copies = (await bench.slack.messages(random)).slice(-2).map((m) => JSON.stringify(m.blocks));
    expect(copies.map((blocks) => blocks.includes("Possible duplicate"))).toEqual([false, true]);
  });

  it("sends a digest whose layout Slack refuses as plain text, and its events one by one where that is refused too", async () => {
    await project.subscribe(random);
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "invalid_blocks" });
    await outbox(11);
    await project.flow();
    expect(await carried()).toMatchObject([{ length: 11 }, { length: 11 }]);
    const message = (await bench.slack.messages(random)).at(-1);
    expect(message?.text).toContain("Shown as plain text");
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "msg_too_long" });
    await outbox(11);
    await project.flow();
    const [, , refused, ...single] = await carried();
    expect(refused).toHaveLength(11);
    expect(single.map((orders) => orders.length)).toEqual(Array.from({ length: 11 }, () => 1));
    expect((await project.deliveries()).every((d) => d.state === "delivered")).toBe(true);
  });

  it("keeps a digest together when its process dies", async () => {
    const { destinationId } = await project.subscribe(random);
    await bench.slack.fault({ kind: "http_500_html", method: "chat.postMessage", times: 3 });
    await outbox(11);
    await project.flow(60_000);
    expect((await project.deliveries()).map((d) => [d.state, d.tries])).toEqual(
      Array.from({ length: 11 }, () => ["waiting", 3]),
    );
    await bench.runtime.db.delivery.updateMany({
      where: { projectId: project.projectId },
      data: { state: "sending" },
    });
    await bench.runtime.db.lane.updateMany({ where: { destinationId }, data: { leaseUntil: new Date(0) } });
    await project.flow(3_600_000);
    expect((await carried()).map((orders) => orders.length)).toEqual([11, 11, 11, 11]);
    expect((await project.deliveries()).every((d) => d.state === "delivered" && d.tries === 4)).toBe(true);
  });

  it("lets a probe behind a failing digest through, and the whole digest steps aside", async () => {
    await project.subscribe(random);
    await bench.slack.fault({ kind: "http_500_html", method: "chat.postMessage", times: 3 });
    await outbox(11);
    await project.flow(60_000);
    await project.emitCreated("the probe");
    await project.flow(10_000);
    const deliveries = await project.deliveries();
    expect((await carried()).map((orders) => orders.length)).toEqual([11, 11, 11, 1, 11]);
    expect(deliveries.slice(0, 11).every((d) => d.steppedAside && d.state === "delivered")).toBe(true);
  });

  it("that is redelivered is numbered on from before", async () => {
    await project.subscribe(random);
    await project.emitCreated("once");
    await project.flow();
    const [delivery] = await project.deliveries();
    await redeliver(bench.ctx, { projectId: project.projectId, deliveryId: delivery?.id ?? "" });
    await project.flow();
    const links = await bench.runtime.db.attemptDelivery.findMany({
      where: { deliveryId: delivery?.id ?? "" },
      orderBy: { number: "asc" },
    });
    expect(links.map((link) => link.number)).toEqual([1, 2]);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expireParked } from "#server/delivery/expire-parked.ts";
import { claimLanes } from "#server/delivery/lanes.ts";
import { runLane } from "#server/delivery/run-lane.ts";
import { deleteDestination } from "#server/destinations/delete-destination.ts";
import { newId } from "#server/ids.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain, sequenceAll } from "#server/testing/pipeline.ts";

const channels = ["C0ACMEGEN01", "C0ACMERND01", "C0ACMEDEP01", "C0ACMESEC01", "C0ACMEACC01"];
const general = "C0ACMEGEN01";
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

/** Runs every due lane at the same time, as a busy worker does. */
async function runTogether(): Promise<void> {
  await sequenceAll(bench.runtime);
  const lanes = await claimLanes(bench.runtime.db, bench.clock.now(), 50);
  await Promise.all(lanes.map((lane) => runLane(bench.runtime, lane)));
}

describe("trouble", () => {
  it("of a connection leaves every message of all its channels waiting, untried and unlabelled", async () => {
    for (const channel of channels) await project.subscribe(channel);
    await bench.slack.fault({
      kind: "error",
      method: "chat.postMessage",
      error: "token_revoked",
      times: "always",
    });
    await project.emitCreated("revoked-everywhere");
    await runTogether();
    await drain(bench.runtime);
    const deliveries = await project.deliveries();
    expect(deliveries.map((d) => [d.state, d.tries, d.maybeDuplicate])).toEqual(
      channels.map(() => ["waiting", 0, false]),
    );
  });

  it("marks the other connections of a workspace that removed the app", async () => {
    const other = await bench.project();
    await project.subscribe(general);
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "account_inactive" });
    await project.emitCreated("removed-at-slack");
    await drain(bench.runtime);
    const broken = await bench.runtime.db.workflowIntegration.findUniqueOrThrow({
      where: { id: other.integrationId },
    });
    expect(broken.brokenCode).toBe("account_inactive");
  });

  it("ends what was being sent when its destination was deleted, and the process died", async () => {
    const { destinationId } = await project.subscribe(general);
    await project.emitCreated("deleted-under-way");
    await sequenceAll(bench.runtime);
    const [delivery] = await project.deliveries();
    await bench.runtime.db.delivery.update({ where: { id: delivery?.id ?? "" }, data: { state: "sending" } });
    await deleteDestination(bench.ctx, { projectId: project.projectId, destinationId });
    await bench.runtime.db.lane.updateMany({ where: { destinationId }, data: { leaseUntil: new Date(0) } });
    await drain(bench.runtime);
    expect((await project.deliveries())[0]).toMatchObject({ state: "cancelled", reasonCode: "not_wanted" });
  });

  it("with a token that cannot be read breaks the connection and uses up no tries", async () => {
    await project.subscribe(general);
    await bench.runtime.db.workflowIntegration.update({
      where: { id: project.integrationId },
      data: { tokenEnc: new Uint8Array(64) },
    });
    await project.emitCreated("unreadable-token");
    await drain(bench.runtime);
    expect((await project.deliveries())[0]).toMatchObject({
      state: "waiting",
      tries: 0,
      maybeDuplicate: false,
    });
    const broken = await bench.runtime.db.workflowIntegration.findUniqueOrThrow({
      where: { id: project.integrationId },
    });
    expect(broken.brokenCode).toBe("token_unreadable");
  });

  it("with an event that no message can be made of rejects it and lets the next one through", async () => {
    await project.subscribe(general);
    const unreadable = await project.emitCreated("unreadable-event");
    await project.emitCreated("behind-it");
    await sequenceAll(bench.runtime);
    await bench.runtime.db.event.update({
      where: { id: unreadable },
      data: { data: { not: "what it was" } },
    });
    await project.flow();
    expect((await project.deliveries()).map((d) => d.state)).toEqual(["rejected", "delivered"]);
  });

  it("of a duplicate stays labelled when the conversation's status changes", async () => {
    await project.subscribe(general);
    const note = `duplicate-${newId()}`;
    await bench.slack.fault({ kind: "reset", method: "chat.postMessage" });
    await project.emitCreated(note);
    await project.flow();
    await project.emitReviewed(note);
    await project.flow();
    const root = (await bench.slack.messages(general)).find((message) => message.text.includes(note));
    const blocks = JSON.stringify(root?.blocks);
    expect(blocks).toContain("Approved by Noor Haddad");
    expect(blocks).toContain("Possible duplicate");
  });

  it("ends after as many days in a parked lane as the setting says", async () => {
    await project.subscribe(general);
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "is_archived" });
    await project.emitCreated("parked-for-days");
    await drain(bench.runtime);
    bench.clock.advance(3 * 86_400_000);
    const runtime = { ...bench.runtime, env: { ...bench.runtime.env, parkedDays: 2 } };
    await expireParked(runtime, bench.clock.now());
    expect((await project.deliveries())[0]).toMatchObject({
      state: "expired",
      reason: "Nobody mended the destination for 2 days. Mend it, then redeliver.",
    });
  });

  it("ends after thirty days in a parked lane, and not before", async () => {
    const { destinationId } = await project.subscribe(general);
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "is_archived" });
    await project.emitCreated("parked-for-ever");
    await drain(bench.runtime);
    bench.clock.advance(29 * 86_400_000);
    await expireParked(bench.runtime, bench.clock.now());
    expect((await project.deliveries())[0]?.state).toBe("waiting");
    bench.clock.advance(2 * 86_400_000);
    await expireParked(bench.runtime, bench.clock.now());
    expect((await project.deliveries())[0]).toMatchObject({ state: "expired", destinationId });
  });

  it("ends after thirty days in a parked lane, though a mute ended meanwhile", async () => {
    const { destinationId } = await project.subscribe(general);
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "is_archived" });
    await project.emitCreated("parked-and-muted");
    await drain(bench.runtime);
    bench.clock.advance(20 * 86_400_000);
    const mutedUntil = bench.clock.now();
    await bench.runtime.db.destination.update({ where: { id: destinationId }, data: { mutedUntil } });
    bench.clock.advance(11 * 86_400_000);
    await expireParked(bench.runtime, bench.clock.now());
    expect((await project.deliveries())[0]?.state).toBe("expired");
  });
});

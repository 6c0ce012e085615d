import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getDelivery } from "#server/deliveries/get-delivery.ts";
import { listDeliveries, listDeliveriesInput } from "#server/deliveries/list-deliveries.ts";
import { expireParked } from "#server/delivery/expire-parked.ts";
import { getDestination } from "#server/destinations/list-destinations.ts";
import { muteDestination, unmuteDestination } from "#server/destinations/mute-destination.ts";
import { setQuietHours } from "#server/destinations/set-quiet-hours.ts";
import { emit } from "#server/events/emit.ts";
import { accessRequestTypes } from "#server/events/types/access-request.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain } from "#server/testing/pipeline.ts";
import { contextOf } from "#server/testing/world.ts";

const general = "C0ACMEGEN01";
const hour = 3_600_000;
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;
let at: { projectId: string; destinationId: string };

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(48 * hour);
  project = await bench.project();
  const { destinationId } = await project.subscribe(general);
  at = { projectId: project.projectId, destinationId };
});

const ctx = () => contextOf(bench.runtime, project.projectAdmin);
const later = (ms: number) => new Date(bench.clock.now().getTime() + ms);
const mute = (ms: number) => muteDestination(ctx(), { ...at, until: later(ms) });
/** Moves the clock into the night that `nights` holds. */
const toMidnight = () => bench.clock.set(new Date(new Date(bench.clock.now()).setUTCHours(24, 0, 0, 0)));
const states = async () => (await project.deliveries()).map((delivery) => delivery.state);
const attempts = () =>
  bench.runtime.db.attempt.count({ where: { destinationId: at.destinationId, kind: "send" } });

function breakGlass() {
  const { reviewed } = accessRequestTypes;
  return bench.runtime.db.$transaction((tx) =>
    emit(tx, bench.ctx, reviewed, {
      projectId: at.projectId,
      subject: "access-request/urgent",
      environment: "prod",
      secretPath: "/payments/stripe",
      data: { ...reviewed.sample.data, decision: "break_glass" as const, comment: "It burns." },
    }),
  );
}

describe("a muted destination", () => {
  it("holds what is not urgent with a sentence that says until when, and lets urgent events pass", async () => {
    await mute(hour);
    await project.emitCreated("held");
    await breakGlass();
    await drain(bench.runtime);
    expect(await states()).toEqual(["waiting", "delivered"]);
    const [held] = await project.deliveries();
    const { waiting } = await getDelivery(ctx(), { projectId: at.projectId, deliveryId: held?.id ?? "" });
    expect(waiting).toEqual({
      sentence: "#general is muted. What is not urgent is held and follows when the mute ends.",
      until: later(hour),
      parked: false,
    });
    const list = await listDeliveries(ctx(), listDeliveriesInput.parse({ projectId: at.projectId }));
    expect(list.deliveries.map((delivery) => delivery.heldUntil)).toEqual([null, later(hour)]);
    const { destination } = await getDestination(ctx(), at);
    expect(destination).toMatchObject({
      hold: { why: "muted", until: later(hour) },
      muted: { until: later(hour) },
    });
  });

  it("sums up at the end what was held, also when it is little", async () => {
    await mute(hour);
    await project.emitCreated("held-1");
    await drain(bench.runtime);
    bench.clock.advance(hour - 1_000);
    await project.emitCreated("held-2");
    await drain(bench.runtime);
    expect(await attempts()).toBe(0);
    bench.clock.advance(1_000);
    await drain(bench.runtime);
    expect(await states()).toEqual(["delivered", "delivered"]);
    expect(await attempts()).toBe(1);
    const message = (await bench.slack.messages(general)).at(-1);
    expect(message?.text).toContain("2 events in");
    expect(JSON.stringify(message?.blocks)).toContain("muted or in its quiet hours");
  });

  it("sends what alone was held as itself, and what comes later as ever", async () => {
    await mute(hour);
    await project.emitCreated("held-alone");
    await drain(bench.runtime);
    bench.clock.advance(hour);
    await project.emitCreated("came-later");
    await project.flow();
    const texts = (await bench.slack.messages(general)).slice(-2).map((message) => message.text);
    expect(texts[0]).toContain("held-alone");
    expect(texts[1]).toContain("came-later");
  });

  it("lets everything follow at once when it is unmuted, and says so in the audit log", async () => {
    await mute(20 * 24 * hour);
    for (const note of ["u-1", "u-2", "u-3"]) await project.emitCreated(note);
    await drain(bench.runtime);
    bench.clock.advance(hour);
    expect(await unmuteDestination(ctx(), at)).toMatchObject({ mutedUntil: null });
    await drain(bench.runtime);
    expect(await states()).toEqual(["delivered", "delivered", "delivered"]);
    expect(await attempts()).toBe(1);
    await unmuteDestination(ctx(), at);
    const entries = await bench.runtime.db.auditEntry.findMany({
      where: { targetId: at.destinationId },
      orderBy: { id: "asc" },
    });
    expect(entries.map((entry) => entry.action)).toEqual(["destination.muted", "destination.unmuted"]);
  });

  it("refuses a time that is over or too far, and keeps what is held for its whole length", async () => {
    await expect(mute(0)).rejects.toThrow("still to come");
    await expect(mute(31 * 24 * hour)).rejects.toThrow("within 30 days");
    await mute(30 * 24 * hour);
    await project.emitCreated("held-for-long");
    await drain(bench.runtime);
    bench.clock.advance(31 * 24 * hour);
    await expireParked(bench.runtime, bench.clock.now());
    expect(await states()).toEqual(["waiting"]);
  });

  it("is not there for people of other organizations, and not to be muted by those who only read", async () => {
    const other = await bench.project();
    const stranger = contextOf(bench.runtime, other.projectAdmin);
    const until = later(hour);
    await expect(muteDestination(stranger, { ...at, until })).rejects.toThrow(/not found|does not exist/i);
    await expect(unmuteDestination(stranger, at)).rejects.toThrow(/not found|does not exist/i);
    await expect(setQuietHours(stranger, { ...at, quietHours: null })).rejects.toThrow(
      /not found|does not exist/i,
    );
    const reader = contextOf(bench.runtime, project.projectViewer);
    await expect(muteDestination(reader, { ...at, until })).rejects.toThrow();
  });
});

describe("quiet hours", () => {
  const nights = { days: [1, 2, 3, 4, 5, 6, 7], from: "22:00", to: "07:00", timeZone: "UTC" };

  it("hold until they end, day after day, and sum up", async () => {
    await setQuietHours(ctx(), { ...at, quietHours: nights });
    for (const day of [1, 2]) {
      toMidnight();
      await project.emitCreated(`night-${day}-a`);
      await project.emitCreated(`night-${day}-b`);
      await drain(bench.runtime);
      expect(await attempts()).toBe(day - 1);
      bench.clock.advance(7 * hour);
      await drain(bench.runtime);
      expect(await attempts()).toBe(day);
    }
    expect(new Set(await states())).toEqual(new Set(["delivered"]));
  });

  it("that are removed while they hold let everything follow", async () => {
    toMidnight();
    await setQuietHours(ctx(), { ...at, quietHours: nights });
    await project.emitCreated("quiet");
    await drain(bench.runtime);
    expect(await states()).toEqual(["waiting"]);
    await setQuietHours(ctx(), { ...at, quietHours: null });
    await drain(bench.runtime);
    expect(await states()).toEqual(["delivered"]);
  });

  it.each([
    ["removed", null],
    ["moved to another time", { ...nights, from: "13:00", to: "14:00" }],
  ])("that are %s while they hold sum up what was held, also when it is little", async (_how, quietHours) => {
    toMidnight();
    await setQuietHours(ctx(), { ...at, quietHours: nights });
    for (const note of ["quiet-1", "quiet-2"]) await project.emitCreated(note);
    await drain(bench.runtime);
    bench.clock.advance(hour);
    await setQuietHours(ctx(), { ...at, quietHours });
    await project.flow();
    expect(await states()).toEqual(["delivered", "delivered"]);
    expect(await attempts()).toBe(1);
    const message = (await bench.slack.messages(general)).at(-1);
    expect(JSON.stringify(message?.blocks)).toContain("muted or in its quiet hours");
  });

  it("that change leave a mute that lasts longer, and one that is over, as they are", async () => {
    toMidnight();
    const mutedUntil = async () =>
      (await bench.runtime.db.destination.findUniqueOrThrow({ where: { id: at.destinationId } })).mutedUntil;
    await setQuietHours(ctx(), { ...at, quietHours: nights });
    await mute(hour);
    const end = later(hour);
    await setQuietHours(ctx(), { ...at, quietHours: null });
    expect(await mutedUntil()).toEqual(end);
    bench.clock.advance(2 * hour);
    await setQuietHours(ctx(), { ...at, quietHours: { ...nights, from: "13:00", to: "14:00" } });
    expect(await mutedUntil()).toEqual(end);
    await setQuietHours(ctx(), { ...at, quietHours: nights });
    await setQuietHours(ctx(), { ...at, quietHours: { ...nights, to: "06:00" } });
    expect(await mutedUntil(), "the hold goes on, and ends by the new hours").toEqual(end);
  });

  it("that never end are refused", async () => {
    const endless = { ...nights, from: "08:00", to: "08:00" };
    await expect(setQuietHours(ctx(), { ...at, quietHours: endless })).rejects.toThrow("never end");
  });
});

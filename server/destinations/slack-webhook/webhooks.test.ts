import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { changeChannel } from "#server/destinations/change-channel-of-destination.ts";
import { deleteDestination } from "#server/destinations/delete-destination.ts";
import { getDestination, listDestinations } from "#server/destinations/list-destinations.ts";
import { previewMessage } from "#server/destinations/preview-message.ts";
import { sendTest } from "#server/destinations/send-test.ts";
import { addSlackWebhook, addSlackWebhookInput } from "#server/destinations/slack-webhook/add-webhook.ts";
import { changeWebhook, changeWebhookInput } from "#server/destinations/slack-webhook/change-webhook.ts";
import { getMatrix } from "#server/subscriptions/get-matrix.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain } from "#server/testing/pipeline.ts";
import { contextOf } from "#server/testing/world.ts";

const general = "C0ACMEGEN01";
const hookSchema = z.object({ id: z.string(), url: z.string() });
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;
let admin: ReturnType<typeof contextOf>;

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  project = await bench.project();
  admin = contextOf(bench.runtime, project.projectAdmin);
});
afterEach(async () => {
  await bench.slack.control("DELETE", "faults");
  await bench.slack.control("POST", `channels/${general}`, { action: "unarchive" }).catch(() => {});
});

const newHook = async (channel = general) =>
  hookSchema.parse(await bench.slack.control("POST", "webhooks", { channel }));
const add = (over: Record<string, unknown>) =>
  addSlackWebhook(
    admin,
    addSlackWebhookInput.parse({
      projectId: project.projectId,
      name: "Ops room",
      eventTypes: ["*"],
      ...over,
    }),
  );
const replace = (destinationId: string, over: Record<string, unknown>) =>
  changeWebhook(admin, changeWebhookInput.parse({ projectId: project.projectId, destinationId, ...over }));
const test = (destinationId: string) =>
  sendTest(admin, { projectId: project.projectId, destinationId, eventType: "access-request:create" });
const viewOf = async (destinationId: string) =>
  (await getDestination(admin, { projectId: project.projectId, destinationId })).destination;
const notesIn = async (channel: string, notes: string[]) =>
  (await bench.slack.messages(channel)).flatMap((m) =>
    notes.filter((note) => m.text.includes(`Note: ${note}`)),
  );

describe("a Slack webhook", () => {
  it("is forgotten with its destination: nothing of its address stays", async () => {
    const hook = await newHook();
    const { id } = await add({ webhookUrl: hook.url });
    await deleteDestination(admin, { projectId: project.projectId, destinationId: id });
    const row = await bench.runtime.db.destination.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({
      webhookUrlEnc: null,
      webhookHash: null,
      webhookLastFour: hook.url.slice(-4),
    });
  });

  it("is listed, previewed and tested like every destination, without a word of its address but the last four", async () => {
    const hook = await newHook();
    const { id } = await add({ webhookUrl: hook.url });
    const { projectId } = project;
    const view = await viewOf(id);
    expect(view).toMatchObject({
      kind: "slack_webhook",
      name: "Ops room",
      readdress: "replace-webhook",
      trouble: null,
    });
    expect(view.place.through).toBe(`Webhook …${hook.url.slice(-4)}`);
    const { columns } = await getMatrix(admin, { projectId });
    expect(columns.map((column) => column.name)).toEqual(["Ops room"]);
    const preview = await previewMessage(admin, {
      projectId,
      destinationId: id,
      eventType: "access-request:create",
    });
    expect(preview.text).toContain("Access requested");
    expect(await test(id)).toMatchObject({ delivered: true });
    const list = await listDestinations(admin, { projectId });
    const kept = await bench.runtime.db.destination.findUniqueOrThrow({ where: { id } });
    const audit = await bench.runtime.db.auditEntry.findMany({ where: { projectId } });
    const attempts = await bench.runtime.db.attempt.findMany({ where: { destinationId: id } });
    const secret = hook.url.slice(hook.url.lastIndexOf("/") + 1);
    expect(attempts).toHaveLength(1);
    for (const shown of [view, preview, list, kept, audit, attempts]) {
      const bytes = Buffer.from(JSON.stringify(shown, (_k, v) => (typeof v === "bigint" ? `${v}` : v)));
      expect(bytes.includes(secret)).toBe(false);
    }
    expect(Buffer.from(kept.webhookUrlEnc ?? []).includes(secret)).toBe(false);
  });

  it("is tested by one person only so often, since tests pass the queue", async () => {
    const { id } = await add({ webhookUrl: (await newHook()).url });
    const tests = async () => {
      for (let sent = 0; sent < 20; sent++) {
        bench.clock.advance(1_100);
        await test(id);
      }
    };
    await expect(tests()).rejects.toThrow(/You sent many tests just now. Try again in \d+ s\./);
    bench.clock.advance(60_000);
    expect(await test(id)).toMatchObject({ delivered: true });
  });

  it("delivers in order at Slack's pace, each message by itself, and folds a flood into a digest", async () => {
    const hook = await newHook();
    await add({ webhookUrl: hook.url });
    await project.emitCreated("webhook-first");
    await project.flow();
    await project.emitReviewed("webhook-first");
    await project.flow();
    const mine = (await bench.slack.messages(general)).slice(-2);
    expect(mine.map((m) => m.thread_ts ?? null)).toEqual([null, null]);
    expect(JSON.stringify(mine)).not.toContain("Status:");
    for (let i = 0; i < 15; i++) await project.emitCreated(`webhook-flood-${i}`);
    await project.flow();
    expect((await project.deliveries()).every((d) => d.state === "delivered")).toBe(true);
    expect((await bench.slack.messages(general)).at(-1)?.text).toContain("15 events in Payments");
    const attempts = await bench.runtime.db.attempt.findMany({ where: { projectId: project.projectId } });
    expect(attempts.filter((a) => a.code === "rate_limited")).toEqual([]);
  });

  it.each([
    ["removed", { action: "remove" }, "no_service", {}],
    ["removed, as others saw it", { action: "remove" }, "invalid_token", { removed: "invalid_token" }],
    ["disabled", { action: "disable" }, "no_active_hooks", {}],
    ["rotated", { action: "rotate" }, "invalid_token", {}],
    [
      "rotated, with the other status",
      { action: "rotate" },
      "invalid_token",
      { statuses: { invalid_token: 400 } },
    ],
  ])(
    "that was %s parks with its sentence, and its backlog flows in order once it is replaced",
    async (_how, body, code, webhooks) => {
      await bench.slack.control("POST", "settings", {
        webhooks: { statuses: {}, removed: "no_service", ...webhooks },
      });
      const hook = await newHook();
      const { id } = await add({ webhookUrl: hook.url });
      await bench.slack.control("POST", `webhooks/${hook.id}`, body);
      const notes = [0, 1, 2].map((i) => `${hook.id}-${i}`);
      for (const note of notes) await project.emitCreated(note);
      await project.flow(3_000);
      const broken = await viewOf(id);
      expect(broken.trouble).toMatchObject({ code, remedy: "replace-webhook" });
      expect(broken.waiting).toBe(3);
      const next = await newHook();
      await replace(id, { webhookUrl: next.url });
      await project.flow();
      expect((await viewOf(id)).trouble).toBeNull();
      expect(await notesIn(general, notes)).toEqual(notes);
    },
  );

  it("of an archived channel says so, and a test after unarchiving lets the backlog flow", async () => {
    const hook = await newHook();
    const { id } = await add({ webhookUrl: hook.url });
    await bench.slack.control("POST", `channels/${general}`, { action: "archive" });
    await project.emitCreated("webhook-archived");
    await project.flow(2_000);
    expect((await viewOf(id)).trouble).toMatchObject({ code: "channel_is_archived", remedy: "unarchive" });
    expect(await test(id)).toMatchObject({ delivered: false, remedy: "unarchive" });
    bench.clock.advance(10_000);
    await bench.slack.control("POST", `channels/${general}`, { action: "unarchive" });
    expect(await test(id)).toMatchObject({ delivered: true, released: 1 });
    await project.flow();
    expect(await notesIn(general, ["webhook-archived"])).toEqual(["webhook-archived"]);
  });

  it("obeys a 429 in full, also one of another project that uses the same address", async () => {
    const hook = await newHook();
    await add({ webhookUrl: hook.url });
    await bench.slack.fault({ kind: "rate_limited", method: "webhook", retryAfter: 20 });
    await project.emitCreated("webhook-limited");
    await drain(bench.runtime);
    expect((await project.deliveries())[0]).toMatchObject({ state: "waiting", tries: 0 });
    const other = await bench.project();
    const ctx = contextOf(bench.runtime, other.projectAdmin);
    const input = { projectId: other.projectId, name: "Same", webhookUrl: hook.url, eventTypes: ["*"] };
    await addSlackWebhook(ctx, addSlackWebhookInput.parse(input));
    await other.emitCreated("webhook-limited-too");
    bench.clock.advance(19_000);
    await drain(bench.runtime);
    expect((await other.deliveries())[0]).toMatchObject({ state: "waiting", attemptCount: 0 });
    bench.clock.advance(5_000);
    await project.flow();
    await other.flow();
    expect((await other.deliveries())[0]).toMatchObject({ state: "delivered" });
  });

  it("is sent plain text where Slack does not take the layout, and unknown ends are marked as possible duplicates", async () => {
    const hook = await newHook();
    await add({ webhookUrl: hook.url });
    await bench.slack.fault({ kind: "error", method: "webhook", error: "invalid_blocks" });
    await project.emitCreated("webhook-plain");
    await project.flow();
    const plain = (await bench.slack.messages(general)).at(-1);
    expect(plain?.text).toContain("Shown as plain text");
    await bench.slack.fault({ kind: "reset_after_store", method: "webhook" });
    await project.emitCreated("webhook-twice");
    await project.flow();
    const twice = (await bench.slack.messages(general)).filter((m) => m.text.includes("webhook-twice"));
    expect(twice.map((m) => JSON.stringify(m.blocks).includes("Possible duplicate"))).toEqual([false, true]);
  });

  it("is not broken by an old failure after it was replaced", async () => {
    const hook = await newHook();
    const { id } = await add({ webhookUrl: hook.url });
    await bench.slack.fault({ kind: "slow", method: "webhook", delayMs: 400 });
    await bench.slack.control("POST", `webhooks/${hook.id}`, { action: "remove" });
    await project.emitCreated("webhook-late");
    const sending = drain(bench.runtime);
    await expect.poll(async () => (await project.deliveries())[0]?.state).toBe("sending");
    await replace(id, { webhookUrl: (await newHook()).url });
    await sending;
    await project.flow();
    expect((await viewOf(id)).trouble).toBeNull();
    expect((await project.deliveries())[0]).toMatchObject({ state: "delivered" });
  });

  it("keeps one address and one name to one destination of a project, and refuses what is none", async () => {
    const hook = await newHook();
    const { id } = await add({ webhookUrl: hook.url });
    await expect(add({ webhookUrl: hook.url, name: "Again" })).rejects.toThrow(
      /destination of this project already: Ops room/,
    );
    await expect(add({ webhookUrl: (await newHook()).url })).rejects.toThrow(/is called Ops room/);
    await expect(
      add({ webhookUrl: "https://example.com/services/T0/B0/x", name: "No" }),
    ).rejects.toMatchObject({
      code: "invalid",
      details: { field: "webhookUrl" },
    });
    await replace(id, { name: "War room" });
    expect((await viewOf(id)).name).toBe("War room");
    const actions = await bench.runtime.db.auditEntry.findMany({
      where: { targetId: id },
      orderBy: { id: "asc" },
    });
    expect(actions.map((entry) => entry.action)).toEqual(["destination.created", "destination.renamed"]);
  });

  it("keeps names and addresses apart when several are saved at once", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 4; n++)
      ids.push((await add({ name: `Room ${n}`, webhookUrl: (await newHook()).url })).id);
    const saved = async (change: Record<string, unknown>) =>
      (await Promise.allSettled(ids.map((id) => replace(id, change)))).filter(
        (one) => one.status === "fulfilled",
      );
    expect(await saved({ name: "War room" })).toHaveLength(1);
    expect(await saved({ webhookUrl: (await newHook()).url })).toHaveLength(1);
  });

  it("flows on any plan, and cannot be changed into a channel", async () => {
    const hook = await newHook();
    const { id } = await add({ webhookUrl: hook.url });
    await bench.runtime.db.organization.update({
      where: { id: project.organizationId },
      data: { plan: "free" },
    });
    await project.emitCreated("webhook-free");
    await project.flow();
    expect((await viewOf(id)).trouble).toBeNull();
    expect((await project.deliveries())[0]).toMatchObject({ state: "delivered" });
    const { projectId, integrationId } = project;
    const place = { projectId, destinationId: id, integrationId, channelId: general };
    await expect(changeChannel(admin, place)).rejects.toMatchObject({ code: "not_found" });
  });
});

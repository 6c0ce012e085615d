import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { destinationKinds } from "#server/destinations/registry.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";

const general = "C0ACMEGEN01";
const minute = 60_000;
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  project = await bench.project();
  await project.subscribe(general);
});
afterEach(() => bench.slack.control("DELETE", "faults"));

const upkeep = () => destinationKinds.slack_app.upkeep(bench.runtime);

async function firstMessage(note: string) {
  const found = (await bench.slack.messages(general)).find((message) => message.text.includes(note));
  return JSON.stringify(found?.blocks);
}

async function updates(): Promise<number> {
  const answer = await bench.slack.control("GET", "calls?method=chat.update");
  return z.object({ calls: z.array(z.unknown()) }).parse(answer).calls.length;
}

/** A conversation whose second event was delivered while the status line could not be changed. */
async function behind(note: string): Promise<void> {
  await project.emitCreated(note);
  await project.flow();
  await project.emitReviewed(note);
  await project.flow();
  expect(await firstMessage(note)).toContain("Waiting for approval");
}

describe("a status line", () => {
  it("that finds its limit used up is shown a little later, once", async () => {
    const until = new Date(bench.clock.now().getTime() + 5 * minute);
    await bench.runtime.db.paceBucket.upsert({
      where: { key: `slack-update:A1:${bench.slack.teamId}` },
      create: { key: `slack-update:A1:${bench.slack.teamId}`, nextAt: until, closedUntil: until },
      update: { closedUntil: until },
    });
    await behind("limit used up");
    bench.clock.advance(minute);
    await upkeep();
    expect(await firstMessage("limit used up")).toContain("Waiting for approval");
    const before = await updates();
    bench.clock.advance(5 * minute);
    await Promise.all([upkeep(), upkeep(), upkeep()]);
    expect(await firstMessage("limit used up")).toContain("Approved by Noor Haddad");
    await upkeep();
    expect((await updates()) - before).toBe(1);
  });

  it("that Slack could not change is tried again, and its delivery is not", async () => {
    await bench.slack.fault({ kind: "http_500_html", method: "chat.update", times: 2 });
    await behind("failed twice");
    bench.clock.advance(minute);
    await upkeep();
    bench.clock.advance(5 * minute);
    await upkeep();
    expect(await firstMessage("failed twice")).toContain("Approved by Noor Haddad");
    expect((await project.deliveries()).map((delivery) => delivery.state)).toEqual([
      "delivered",
      "delivered",
    ]);
    const kinds = await bench.runtime.db.attempt.findMany({
      where: { projectId: project.projectId, kind: "update" },
      orderBy: { id: "asc" },
    });
    expect(kinds.map((attempt) => attempt.outcome)).toEqual(["unknown", "unknown", "delivered"]);
  });

  it("of a message that Slack took as plain text only is shown as plain text", async () => {
    await bench.slack.fault({ kind: "error", method: "chat.postMessage", error: "invalid_blocks" });
    await project.emitCreated("plain root");
    await project.flow();
    await project.emitReviewed("plain root");
    await project.flow();
    await upkeep();
    const [root] = (await bench.slack.messages(general)).filter((one) => one.text.includes("plain root"));
    expect(root?.text).toContain("Status: Approved by Noor Haddad");
    expect(JSON.stringify(root?.blocks)).not.toContain("header");
  });

  it("is not changed while the plan lacks Slack, and is when the plan is back", async () => {
    await bench.slack.fault({ kind: "http_500_html", method: "chat.update" });
    await behind("plan lost");
    const { organizationId } = await bench.runtime.db.project.findUniqueOrThrow({
      where: { id: project.projectId },
    });
    const setPlan = (plan: "free" | "enterprise") =>
      bench.runtime.db.organization.update({ where: { id: organizationId }, data: { plan } });
    await setPlan("free");
    bench.clock.advance(10 * minute);
    await upkeep();
    expect(await firstMessage("plan lost")).toContain("Waiting for approval");
    await setPlan("enterprise");
    bench.clock.advance(10 * minute);
    await upkeep();
    expect(await firstMessage("plan lost")).toContain("Approved by Noor Haddad");
  });

  it("that can never be shown is given up", async () => {
    await bench.slack.fault({ kind: "error", method: "chat.update", error: "message_not_found" });
    await behind("message gone");
    const before = await updates();
    bench.clock.advance(24 * 3_600_000);
    await upkeep();
    expect(await updates()).toBe(before);
  });

  it("shows the event of highest position, in whatever order they were delivered", async () => {
    await bench.slack.fault({ kind: "http_500_html", method: "chat.update" });
    await behind("twice reviewed");
    await project.emitCreated("twice reviewed");
    await project.flow();
    bench.clock.advance(10 * minute);
    await upkeep();
    expect(await firstMessage("twice reviewed")).toContain("Waiting for approval");
  });
});

describe("a conversation", () => {
  it("belongs to the app that began it: through another app a new one begins", async () => {
    await project.emitCreated("two apps");
    await project.flow();
    await bench.runtime.db.workflowIntegration.update({
      where: { id: project.integrationId },
      data: { appId: "A2" },
    });
    await project.emitReviewed("two apps");
    await project.flow();
    const rows = await bench.runtime.db.slackConversation.findMany({
      where: { projectId: project.projectId },
      orderBy: { appId: "asc" },
    });
    expect(rows.map((row) => row.appId)).toEqual(["A1", "A2"]);
    expect((await bench.slack.messages(general)).at(-1)?.thread_ts).toBeUndefined();
  });
});

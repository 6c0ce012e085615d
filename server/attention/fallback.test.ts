import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Bench, createProject, type Project } from "#server/attention/test-bench.ts";
import { deleteDestination } from "#server/destinations/delete-destination.ts";
import { listDestinations } from "#server/destinations/list-destinations.ts";
import { countNotices } from "#server/attention/list-notices.ts";
import { setFallback } from "#server/destinations/set-fallback.ts";
import { addSlackWebhook, addSlackWebhookInput } from "#server/destinations/slack-webhook/add-webhook.ts";
import { changePlan } from "#server/organizations/change-plan.ts";
import { createSubscription } from "#server/subscriptions/create-subscription.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain } from "#server/testing/pipeline.ts";
import { contextOf } from "#server/testing/world.ts";

const [general, deploys] = ["C0ACMEGEN01", "C0ACMEDEP01"] as const;
let bench: Bench;
let project: Project;

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  project = await createProject(bench);
});

const fallBackTo = (destinationId: string | null) =>
  setFallback(project.as(project.projectAdmin), { projectId: project.projectId, destinationId });
const noticesOut = () =>
  bench.runtime.db.event.findMany({
    where: { projectId: project.projectId, type: "destination:fail" },
    include: { deliveries: true },
    orderBy: { position: "asc" },
  });

describe("the fallback destination", () => {
  it("gets one message of a broken destination, however the project subscribes, and no subscription gets it", async () => {
    const one = await project.subscribe(general);
    const fallback = await project.subscribe(deploys);
    await fallBackTo(fallback.destinationId);
    await project.breakThem(one.destinationId);
    await project.flow();
    const [event, ...others] = await noticesOut();
    expect(others).toEqual([]);
    expect(event?.explanation).toEqual([]);
    expect(event?.deliveries).toMatchObject([{ destinationId: fallback.destinationId, state: "delivered" }]);
    const message = (await bench.slack.messages(deploys)).at(-1);
    expect(message?.text).toContain("#general needs attention in Payments");
    expect(JSON.stringify(message?.blocks)).toContain(`/notifications/${one.destinationId}`);
    await project.mendThem(one.destinationId);
  });

  it("is told of a broken connection unless it goes through that connection itself", async () => {
    const { destinationId } = await project.subscribe(general);
    await fallBackTo(destinationId);
    await project.breakConnection();
    await drain(bench.runtime);
    expect(await noticesOut()).toEqual([]);
    await project.mendConnection();
    const hook = await bench.slack.control("POST", "webhooks", { channel: deploys });
    const webhookUrl = z.object({ url: z.string() }).parse(hook).url;
    const webhook = await addSlackWebhook(
      project.as(project.projectAdmin),
      addSlackWebhookInput.parse({
        projectId: project.projectId,
        name: "Ops room",
        webhookUrl,
        eventTypes: ["access-request:review"],
      }),
    );
    await fallBackTo(webhook.id);
    await project.breakConnection();
    await project.flow();
    expect((await bench.slack.messages(deploys)).at(-1)?.text).toContain("acme needs attention in Payments");
  });

  it("is told once that a smaller plan lets a connection rest, until the plan is back", async () => {
    await project.subscribe(general);
    const hook = await bench.slack.control("POST", "webhooks", { channel: deploys });
    const webhookUrl = z.object({ url: z.string() }).parse(hook).url;
    const input = {
      projectId: project.projectId,
      name: "Ops",
      webhookUrl,
      eventTypes: ["access-request:review"],
    };
    const ops = await addSlackWebhook(project.as(project.projectAdmin), addSlackWebhookInput.parse(input));
    await fallBackTo(ops.id);
    const put = (plan: "free" | "team" | "enterprise") =>
      changePlan(contextOf(bench.runtime, project.instanceAdmin), {
        organizationId: project.organizationId,
        plan,
      });
    await put("free");
    await project.flow();
    expect((await bench.slack.messages(deploys)).at(-1)?.text).toContain("does not include Slack any more");
    expect(await noticesOut()).toHaveLength(1);
    const open = () => countNotices(project.as(project.projectAdmin));
    // A token that works again says nothing of the plan.
    await project.breakConnection();
    await project.mendConnection();
    expect(await open()).toEqual({ unread: 1 });
    await put("team");
    await put("enterprise");
    expect(await open()).toEqual({ unread: 0 });
  });

  it("is never told about itself, nor while it is broken itself", async () => {
    const one = await project.subscribe(general);
    const fallback = await project.subscribe(deploys);
    await fallBackTo(fallback.destinationId);
    await project.breakThem(fallback.destinationId);
    await project.breakThem(one.destinationId);
    await drain(bench.runtime);
    expect(await noticesOut()).toEqual([]);
    await project.mendThem(fallback.destinationId, one.destinationId);
  });

  it("that breaks on the notice itself tells nobody in Slack, and gets the notice once it is mended", async () => {
    const one = await project.subscribe(general);
    const fallback = await project.subscribe(deploys);
    await fallBackTo(fallback.destinationId);
    await bench.slack.control("POST", `channels/${deploys}`, { action: "archive" });
    await project.breakThem(one.destinationId);
    await project.flow(3_000);
    expect(await noticesOut()).toHaveLength(1);
    expect(await project.told(project.projectAdmin)).toHaveLength(2);
    // An edit of subscriptions cancels what nobody wants any more; nobody needs to want a notice.
    await createSubscription(project.as(project.projectAdmin), {
      projectId: project.projectId,
      destinationId: fallback.destinationId,
      eventTypes: ["access-request:create"],
      environments: ["dev"],
      pathGlob: null,
    });
    await bench.slack.control("POST", `channels/${deploys}`, { action: "unarchive" });
    await project.mendThem(fallback.destinationId);
    await project.flow();
    expect((await noticesOut())[0]?.deliveries).toMatchObject([{ state: "delivered" }]);
  });

  it("is of the same project, audited, and none any more once it is deleted", async () => {
    const other = await bench.project();
    const theirs = await other.subscribe(general);
    await expect(fallBackTo(theirs.destinationId)).rejects.toMatchObject({ code: "not_found" });
    const { destinationId } = await project.subscribe(general);
    await fallBackTo(destinationId);
    await fallBackTo(destinationId);
    const ctx = project.as(project.projectAdmin);
    const fallbacks = async () =>
      (await listDestinations(ctx, { projectId: project.projectId })).destinations.filter(
        (one) => one.isFallback,
      );
    expect(await fallbacks()).toMatchObject([{ id: destinationId }]);
    await deleteDestination(ctx, { projectId: project.projectId, destinationId });
    expect(await fallbacks()).toEqual([]);
    const kept = await bench.runtime.db.project.findUniqueOrThrow({ where: { id: project.projectId } });
    expect(kept.fallbackDestinationId).toBeNull();
    const audit = await bench.runtime.db.auditEntry.findMany({
      where: { projectId: project.projectId, action: "project.fallback-changed" },
    });
    expect(audit).toMatchObject([{ before: { fallback: null }, after: { fallback: "#general" } }]);
  });
});

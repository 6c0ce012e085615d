import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  organizationAttention,
  organizationBadges,
  projectAttention,
} from "#server/attention/list-attention.ts";
import {
  countNotices,
  listNotices,
  markAllNoticesRead,
  markNoticeRead,
} from "#server/attention/list-notices.ts";
import { deleteDestination } from "#server/destinations/delete-destination.ts";
import { setDestinationEnabled } from "#server/destinations/enable-destination.ts";
import { listDestinations } from "#server/destinations/list-destinations.ts";
import {
  markDestinationsBroken,
  markDestinationsMended,
  markIntegrationsBroken,
  markIntegrationsMended,
} from "#server/destinations/mark-broken.ts";
import { setFallback } from "#server/destinations/set-fallback.ts";
import { addSlackWebhook, addSlackWebhookInput } from "#server/destinations/slack-webhook/add-webhook.ts";
import { createSubscription } from "#server/subscriptions/create-subscription.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain } from "#server/testing/pipeline.ts";
import { contextOf } from "#server/testing/world.ts";

const [general, random, deploys] = ["C0ACMEGEN01", "C0ACMERND01", "C0ACMEDEP01"] as const;
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;
type Person = Parameters<typeof contextOf>[1];

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  project = await bench.project();
  await bench.runtime.db.workflowIntegration.update({
    where: { id: project.integrationId },
    data: { connectedById: project.member.id },
  });
});

const as = (person: Person) => contextOf(bench.runtime, person);
const told = async (person: Person) => (await listNotices(as(person), { limit: 30 })).notices;
const unread = async (person: Person) => (await countNotices(as(person))).unread;
const broken = (code = "is_archived") => ({ code, detail: `It is ${code}.`, at: bench.clock.now() });
const breakThem = (...ids: string[]) =>
  bench.runtime.db.$transaction((tx) => markDestinationsBroken(tx, ids, broken()));
const mendThem = (...ids: string[]) =>
  bench.runtime.db.$transaction((tx) => markDestinationsMended(tx, ids, bench.clock.now()));
const breakConnection = () =>
  bench.runtime.db.$transaction((tx) =>
    markIntegrationsBroken(tx, [project.integrationId], broken("token_revoked")),
  );
const fallBackTo = (destinationId: string | null) =>
  setFallback(as(project.projectAdmin), { projectId: project.projectId, destinationId });
const noticesOut = () =>
  bench.runtime.db.event.findMany({
    where: { projectId: project.projectId, type: "destination:fail" },
    include: { deliveries: true },
    orderBy: { position: "asc" },
  });

describe("a notice", () => {
  it("tells the connection's owner and the project's admins once per break, and is over when it is mended", async () => {
    const { destinationId } = await project.subscribe(general);
    await breakThem(destinationId);
    await breakThem(destinationId);
    const numbers = await Promise.all(
      [project.member, project.projectAdmin, project.owner, project.projectMember, project.projectViewer].map(
        async (person) => (await told(person)).length,
      ),
    );
    expect(numbers).toEqual([1, 1, 0, 0, 0]);
    const [heard] = await told(project.member);
    expect(heard).toMatchObject({ title: "A destination needs attention", projectName: null });
    expect(JSON.stringify(heard)).not.toMatch(/general|Payments|is_archived/);
    const [notice] = await told(project.projectAdmin);
    expect(notice).toMatchObject({
      title: "#general needs attention",
      sentence: "It is is_archived.",
      projectName: "Payments",
      path: `/projects/${project.projectId}/notifications/${destinationId}`,
      read: false,
      mendedAt: null,
    });
    expect(await unread(project.projectAdmin)).toBe(1);
    await mendThem(destinationId);
    expect(await unread(project.projectAdmin)).toBe(0);
    expect((await told(project.projectAdmin))[0]?.mendedAt).toEqual(bench.clock.now());
    await breakThem(destinationId);
    expect(await told(project.projectAdmin)).toHaveLength(2);
    expect(await unread(project.projectAdmin)).toBe(1);
  });

  it("of two who mark the same break at once is written once", async () => {
    const { destinationId } = await project.subscribe(general);
    await Promise.all([breakThem(destinationId), breakThem(destinationId), breakThem(destinationId)]);
    expect(await told(project.projectAdmin)).toHaveLength(1);
  });

  it("of a connection is one, for its owner and the admins of every project that sends through it", async () => {
    await project.subscribe(general);
    await project.subscribe(random);
    await breakConnection();
    for (const person of [project.member, project.projectAdmin]) {
      expect(await told(person)).toMatchObject([
        {
          title: "acme needs attention",
          path: `/organizations/${project.organizationId}/integrations/${project.integrationId}`,
        },
      ]);
    }
    await bench.runtime.db.$transaction((tx) =>
      markIntegrationsMended(tx, [project.integrationId], bench.clock.now()),
    );
    expect(await unread(project.member)).toBe(0);
  });

  it("of several destinations of a project is one, over when the last of them works or is gone", async () => {
    const one = await project.subscribe(general);
    const two = await project.subscribe(random);
    await breakThem(one.destinationId, two.destinationId);
    expect((await told(project.projectAdmin))[0]?.title).toBe("2 destinations of Payments need attention");
    await mendThem(one.destinationId);
    expect(await unread(project.projectAdmin)).toBe(1);
    await deleteDestination(as(project.projectAdmin), {
      projectId: project.projectId,
      destinationId: two.destinationId,
    });
    expect(await unread(project.projectAdmin)).toBe(0);
  });

  it("goes to the organization's owners and admins where a project has no admin of its own", async () => {
    const { destinationId } = await project.subscribe(general);
    await bench.runtime.db.projectMember.deleteMany({
      where: { projectId: project.projectId, userId: project.projectAdmin.id },
    });
    await breakThem(destinationId);
    expect(await told(project.owner)).toHaveLength(1);
    expect(await told(project.admin)).toHaveLength(1);
  });

  it("is read by each for themselves, and by nobody whom it was not told to or who left", async () => {
    const { destinationId } = await project.subscribe(general);
    await breakThem(destinationId);
    const [notice] = await told(project.projectAdmin);
    const noticeId = notice?.id ?? "";
    for (const person of [project.stranger, project.owner, project.projectViewer]) {
      expect(await markNoticeRead(as(person), { noticeId })).toEqual({ count: 0 });
    }
    expect(await unread(project.projectAdmin)).toBe(1);
    await markNoticeRead(as(project.projectAdmin), { noticeId });
    expect((await told(project.projectAdmin))[0]?.read).toBe(true);
    await mendThem(destinationId);
    await breakThem(destinationId);
    expect(await markAllNoticesRead(as(project.projectAdmin))).toEqual({ count: 1 });
    expect(await unread(project.projectAdmin)).toBe(0);
    await bench.runtime.db.projectMember.deleteMany({ where: { userId: project.projectAdmin.id } });
    expect(await told(project.projectAdmin)).toEqual([]);
  });

  it("is not written of a destination that is switched off", async () => {
    const { destinationId } = await project.subscribe(general);
    await setDestinationEnabled(as(project.projectAdmin), {
      projectId: project.projectId,
      destinationId,
      enabled: false,
    });
    await breakThem(destinationId);
    expect(await told(project.projectAdmin)).toEqual([]);
  });
});

describe("the fallback destination", () => {
  it("gets one message of a broken destination, however the project subscribes, and no subscription gets it", async () => {
    const one = await project.subscribe(general);
    const fallback = await project.subscribe(deploys);
    await fallBackTo(fallback.destinationId);
    await breakThem(one.destinationId);
    await project.flow();
    const [event, ...others] = await noticesOut();
    expect(others).toEqual([]);
    expect(event?.explanation).toEqual([]);
    expect(event?.deliveries).toMatchObject([{ destinationId: fallback.destinationId, state: "delivered" }]);
    const message = (await bench.slack.messages(deploys)).at(-1);
    expect(message?.text).toContain("#general needs attention in Payments");
    expect(JSON.stringify(message?.blocks)).toContain(`/notifications/${one.destinationId}`);
    await mendThem(one.destinationId);
  });

  it("is told of a broken connection unless it goes through that connection itself", async () => {
    const { destinationId } = await project.subscribe(general);
    await fallBackTo(destinationId);
    await breakConnection();
    await drain(bench.runtime);
    expect(await noticesOut()).toEqual([]);
    await bench.runtime.db.$transaction((tx) =>
      markIntegrationsMended(tx, [project.integrationId], bench.clock.now()),
    );
    const hook = await bench.slack.control("POST", "webhooks", { channel: deploys });
    const webhookUrl = z.object({ url: z.string() }).parse(hook).url;
    const webhook = await addSlackWebhook(
      as(project.projectAdmin),
      addSlackWebhookInput.parse({
        projectId: project.projectId,
        name: "Ops room",
        webhookUrl,
        eventTypes: ["access-request:review"],
      }),
    );
    await fallBackTo(webhook.id);
    await breakConnection();
    await project.flow();
    expect((await bench.slack.messages(deploys)).at(-1)?.text).toContain("acme needs attention in Payments");
  });

  it("is never told about itself, nor while it is broken itself", async () => {
    const one = await project.subscribe(general);
    const fallback = await project.subscribe(deploys);
    await fallBackTo(fallback.destinationId);
    await breakThem(fallback.destinationId);
    await breakThem(one.destinationId);
    await drain(bench.runtime);
    expect(await noticesOut()).toEqual([]);
    await mendThem(fallback.destinationId, one.destinationId);
  });

  it("that breaks on the notice itself tells nobody in Slack, and gets the notice once it is mended", async () => {
    const one = await project.subscribe(general);
    const fallback = await project.subscribe(deploys);
    await fallBackTo(fallback.destinationId);
    await bench.slack.control("POST", `channels/${deploys}`, { action: "archive" });
    await breakThem(one.destinationId);
    await project.flow(3_000);
    expect(await noticesOut()).toHaveLength(1);
    expect(await told(project.projectAdmin)).toHaveLength(2);
    // An edit of subscriptions cancels what nobody wants any more; nobody needs to want a notice.
    await createSubscription(as(project.projectAdmin), {
      projectId: project.projectId,
      destinationId: fallback.destinationId,
      eventTypes: ["access-request:create"],
      environments: ["dev"],
      pathGlob: null,
    });
    await bench.slack.control("POST", `channels/${deploys}`, { action: "unarchive" });
    await mendThem(fallback.destinationId);
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
    const ctx = as(project.projectAdmin);
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

describe("what needs attention", () => {
  it("is told in a project by what mends it: a channel by itself, a connection with all that waits for it", async () => {
    const one = await project.subscribe(general);
    await project.subscribe(random);
    await project.emitCreated("attention");
    await breakThem(one.destinationId);
    await drain(bench.runtime);
    const { projectId, organizationId } = project;
    const ctx = as(project.projectAdmin);
    expect((await projectAttention(ctx, { projectId })).items).toMatchObject([
      {
        of: "destination",
        id: one.destinationId,
        waiting: 1,
        since: bench.clock.now(),
        trouble: { remedy: "unarchive" },
      },
    ]);
    await breakConnection();
    const [item, ...others] = (await projectAttention(ctx, { projectId })).items;
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      of: "integration",
      name: "acme",
      waiting: 1,
      trouble: { remedy: "reconnect" },
    });
    expect(item?.destinations).toHaveLength(2);
    await bench.runtime.db.organization.update({ where: { id: organizationId }, data: { plan: "free" } });
    expect((await projectAttention(ctx, { projectId })).items).toMatchObject([
      { of: "plan", waiting: 1, trouble: { remedy: "change-plan" } },
    ]);
  });

  it("is told in an organization of connections to everybody, and of projects to those who are in them", async () => {
    const one = await project.subscribe(general);
    await breakThem(one.destinationId);
    const { organizationId } = project;
    const items = async (person: Person) =>
      (await organizationAttention(as(person), { organizationId })).items;
    expect(await items(project.owner)).toMatchObject([{ of: "destination", id: one.destinationId }]);
    expect(await items(project.projectViewer)).toHaveLength(1);
    expect(await items(project.member)).toEqual([]);
    await breakConnection();
    expect(await items(project.member)).toMatchObject([{ of: "integration", destinations: [] }]);
    expect((await items(project.owner))[0]?.destinations).toHaveLength(1);
    for (const person of [project.stranger, project.instanceAdmin]) {
      await expect(items(person)).rejects.toMatchObject({ code: "not_found" });
      await expect(organizationBadges(as(person), { organizationId })).rejects.toMatchObject({
        code: "not_found",
      });
    }
    for (const person of [project.stranger, project.member]) {
      await expect(projectAttention(as(person), { projectId: project.projectId })).rejects.toMatchObject({
        code: "not_found",
      });
    }
    expect(await organizationBadges(as(project.member), { organizationId })).toEqual({
      brokenIntegrations: 1,
    });
  });
});

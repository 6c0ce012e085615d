import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { projectAttention } from "#server/attention/list-attention.ts";
import { countNotices } from "#server/attention/list-notices.ts";
import { changeChannel } from "#server/destinations/change-channel-of-destination.ts";
import { sendTest } from "#server/destinations/send-test.ts";
import { addSlackWebhook, addSlackWebhookInput } from "#server/destinations/slack-webhook/add-webhook.ts";
import { changeWebhook } from "#server/destinations/slack-webhook/change-webhook.ts";
import { connectWithToken, connectWithTokenInput } from "#server/integrations/connect-with-token.ts";
import { deleteIntegration } from "#server/integrations/delete-integration.ts";
import { changePlan } from "#server/organizations/change-plan.ts";
import { applyEffect } from "#server/slack/inbound/apply-effect.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { connectWorkspace } from "#server/testing/slack-workspace.ts";
import { contextOf } from "#server/testing/world.ts";

const [channel, elsewhere, hidden] = ["C0ACMEDEP01", "C0ACMERND01", "C0ACMEPRV01"] as const;
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;
let destinationId: string;
let hook: { id: string; url: string };

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  project = await bench.project();
  await knowChannel(project.integrationId);
});
afterEach(async () => {
  await bench.slack.control("DELETE", "faults");
  await bench.slack.control("POST", `channels/${channel}`, { action: "unarchive" }).catch(() => {});
});

const admin = () => contextOf(bench.runtime, project.projectAdmin);
const owner = () => contextOf(bench.runtime, project.owner);
const place = () => ({ projectId: project.projectId, destinationId });
const act = (id: string, action: string) => bench.slack.control("POST", `channels/${id}`, { action });
const knowChannel = (integrationId: string) =>
  bench.runtime.db.slackChannel.create({
    data: {
      integrationId,
      channelId: elsewhere,
      name: "random",
      isPrivate: false,
      isArchived: false,
      isMember: true,
      isShared: false,
      seenAt: bench.clock.now(),
    },
  });
const newHook = async () =>
  z
    .object({ id: z.string(), url: z.string() })
    .parse(await bench.slack.control("POST", "webhooks", { channel }));
const subscribe = async (id: string) => {
  ({ destinationId } = await project.subscribe(id));
};
const addHook = async () => {
  hook = await newHook();
  const input = { projectId: project.projectId, name: "Hook", webhookUrl: hook.url, eventTypes: ["*"] };
  destinationId = (await addSlackWebhook(admin(), addSlackWebhookInput.parse(input))).id;
};
const planTo = (plan: "free" | "team") =>
  changePlan(contextOf(bench.runtime, project.instanceAdmin), {
    organizationId: project.organizationId,
    plan,
  });

/** What breaks it, and by which code and remedy it is told. */
const breaks = {
  "an archived channel": {
    to: channel,
    told: { code: "is_archived", remedy: "unarchive" },
    happens: async () => {
      await subscribe(channel);
      await act(channel, "archive");
    },
  },
  "a private channel without the bot": {
    to: hidden,
    told: { code: "channel_not_found", remedy: "invite-bot" },
    happens: () => subscribe(hidden),
  },
  "a public channel without the scope for it": {
    to: elsewhere,
    told: { code: "not_in_channel", remedy: "invite-bot" },
    happens: async () => {
      const { organizationId, integrationId } = project;
      const { teamId } = bench.slack;
      const app = await bench.slack.control("POST", "apps", { name: "Narrow", team: teamId });
      const { clientId } = z.object({ clientId: z.string() }).parse(app);
      const install = { clientId, teamId, scopes: ["chat:write"] };
      const { token } = z
        .object({ token: z.string() })
        .parse(await bench.slack.control("POST", "install", install));
      await connectWithToken(owner(), { organizationId, integrationId, token });
      await subscribe(elsewhere);
    },
  },
  "a revoked token": {
    to: channel,
    told: { code: "token_revoked", remedy: "reconnect" },
    happens: async () => {
      await subscribe(channel);
      const fault = { kind: "error", method: "chat.postMessage", error: "token_revoked", times: "always" };
      await bench.slack.fault(fault);
    },
  },
  "a removed connection": {
    to: channel,
    told: { code: "connection_removed", remedy: "choose-channel" },
    happens: async () => {
      await subscribe(channel);
      const { organizationId, integrationId } = project;
      // Somebody else's connection keeps the token alive at Slack.
      await deleteIntegration(owner(), { organizationId, integrationId });
    },
  },
  "a smaller plan": {
    to: channel,
    told: { code: "plan", remedy: "change-plan" },
    happens: async () => {
      await subscribe(channel);
      await planTo("free");
    },
  },
  "a removed webhook": {
    to: channel,
    told: { code: "no_service", remedy: "replace-webhook" },
    happens: async () => {
      await addHook();
      await bench.slack.control("POST", `webhooks/${hook.id}`, { action: "remove" });
    },
  },
  "a webhook switched off": {
    to: channel,
    told: { code: "no_active_hooks", remedy: "replace-webhook" },
    happens: async () => {
      await addHook();
      await bench.slack.control("POST", `webhooks/${hook.id}`, { action: "disable" });
    },
  },
} as const;

/** What somebody does about it; answers where the backlog then stands, if elsewhere. */
const remedies = {
  "another channel": async () => {
    const there = await bench.runtime.db.workflowIntegration.findFirst({
      where: { organizationId: project.organizationId },
      select: { id: true },
    });
    const { organizationId } = project;
    const { token, teamId } = bench.slack;
    const integrationId =
      there?.id ?? (await connectWorkspace(bench.runtime, { organizationId, token, teamId }));
    if (!there) await knowChannel(integrationId);
    await changeChannel(admin(), { ...place(), integrationId, channelId: elsewhere });
    return elsewhere;
  },
  "unarchiving it, and a test": async () => {
    await act(channel, "unarchive");
    expect(await sendTest(admin(), place())).toMatchObject({ delivered: true, released: 3 });
  },
  "unarchiving it, which Slack tells": async () => {
    await act(channel, "unarchive");
    const about = { teamId: bench.slack.teamId, appId: "A1", at: bench.clock.now() };
    const effect = { kind: "channel-back" as const, channelId: channel, codes: ["is_archived"], told: {} };
    await bench.runtime.db.$transaction((tx) => applyEffect(tx, bench.runtime, about, effect));
  },
  "inviting the bot, and a test": async () => {
    await act(hidden, "invite");
    expect(await sendTest(admin(), place())).toMatchObject({ delivered: true, released: 3 });
  },
  reconnecting: async () => {
    await bench.slack.control("DELETE", "faults");
    const { organizationId, integrationId } = project;
    const input = { organizationId, integrationId, token: bench.slack.token };
    await connectWithToken(owner(), connectWithTokenInput.parse(input));
  },
  "the plan that is back": () => planTo("team"),
  "another webhook": async () => {
    await changeWebhook(admin(), { ...place(), webhookUrl: (await newHook()).url });
  },
  "switching it on again, and a test": async () => {
    await bench.slack.control("POST", `webhooks/${hook.id}`, { action: "enable" });
    expect(await sendTest(admin(), place())).toMatchObject({ delivered: true, released: 3 });
  },
} as const;

const pairs: [keyof typeof breaks, keyof typeof remedies][] = [
  ["an archived channel", "another channel"],
  ["an archived channel", "unarchiving it, and a test"],
  ["an archived channel", "unarchiving it, which Slack tells"],
  ["a private channel without the bot", "another channel"],
  ["a private channel without the bot", "inviting the bot, and a test"],
  ["a public channel without the scope for it", "reconnecting"],
  ["a revoked token", "reconnecting"],
  ["a removed connection", "another channel"],
  ["a smaller plan", "the plan that is back"],
  ["a removed webhook", "another webhook"],
  ["a webhook switched off", "another webhook"],
  ["a webhook switched off", "switching it on again, and a test"],
];

describe("the backlog", () => {
  it.each(pairs)("of %s waits untried, and flows in order after %s", async (broken, remedy) => {
    const { told, happens, to } = breaks[broken];
    await happens();
    const notes = [0, 1, 2].map((i) => `${broken}, ${remedy} ${i}`);
    for (const note of notes) await project.emitCreated(note);
    await project.flow(3_000);
    const deliveries = await project.deliveries();
    expect(deliveries.map(({ state, tries }) => [state, tries])).toEqual(notes.map(() => ["waiting", 0]));
    const { projectId } = project;
    const [item, ...others] = (await projectAttention(admin(), { projectId })).items;
    expect(others).toEqual([]);
    expect(item).toMatchObject({ trouble: told, waiting: 3 });
    expect((await countNotices(admin())).unread).toBe(1);

    const arrivesIn = (await remedies[remedy]()) ?? to;
    await project.flow();
    const texts = (await bench.slack.messages(arrivesIn)).map((message) => message.text);
    expect(texts.flatMap((text) => notes.filter((note) => text.includes(`Note: ${note}`)))).toEqual(notes);
    expect((await projectAttention(admin(), { projectId })).items).toEqual([]);
    expect((await countNotices(admin())).unread).toBe(0);
  });
});

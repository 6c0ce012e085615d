import { z } from "zod";
import { type Api, apiOf, signInOverHttp } from "./api.ts";
import { ada, expect, messagesIn, type Stack, signInInBrowser, createTest } from "./fixtures.ts";
import { channelIdOf, connectByToken } from "./prepare.ts";

type World = { api: Api; organizationId: string; projectId: string; integrationId: string };

const test = createTest().extend<object, { world: World }>({
  world: [
    async ({ stack }, use) => {
      const { baseUrl } = stack.bellwire;
      const code = await stack.bellwire.setupCode();
      const place = { organizationName: "Acme", projectName: "Payments" };
      const made = await apiOf(baseUrl).session.setUp.mutate({ ...ada, ...place, code });
      const api = apiOf(baseUrl, await signInOverHttp(baseUrl, ada));
      const integrationId = await connectByToken(api, stack.sandbox, made.organizationId, made.projectId);
      const { id: approver } = await api.session.me.query();
      const { projectId } = made;
      await api.accessPolicies.create.mutate({
        projectId,
        name: "All",
        pathGlob: "/**",
        approverIds: [approver],
        requiredApprovals: 1,
        allowSelfApproval: true,
      });
      await use({ api, ...made, integrationId });
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

/** A channel of its own in Slack, known to Bellwire. */
async function newChannel(
  stack: Stack,
  { api, projectId, integrationId }: World,
  name: string,
): Promise<string> {
  await stack.sandbox.control("POST", "channels", { name });
  return channelIdOf(api, { projectId, integrationId }, name);
}

async function subscribe({ api, projectId, integrationId }: World, channelId: string): Promise<string> {
  const { destinations } = await api.notifications.addSlackChannels.mutate({
    projectId,
    integrationId,
    selections: [{ eventTypes: ["access-request:create"], channelIds: [channelId] }],
    filter: { environments: [], pathGlob: null },
  });
  return destinations[0]?.id ?? "";
}

const ask = ({ api, projectId }: World, note: string) =>
  api.accessRequests.create.mutate({
    projectId,
    environment: "prod",
    secretPath: `/${note}`,
    permissions: ["read"],
    durationSeconds: 3_600,
    note,
  });

const notesIn = async (stack: Stack, channel: string, notes: string[]) =>
  (await messagesIn(stack, channel)).flatMap((m) => notes.filter((note) => m.text.includes(`Note: ${note}`)));

test("an archived channel needs attention everywhere, is told once, and its backlog goes to another one", async ({
  page,
  stack,
  world,
}) => {
  const { api, projectId, organizationId } = world;
  const { baseUrl } = stack.bellwire;
  const archived = await newChannel(stack, world, "old-room");
  await newChannel(stack, world, "new-room");
  const told = await subscribe(world, await newChannel(stack, world, "ops-room"));
  await api.notifications.updateSubscription.mutate({
    projectId,
    subscriptionId:
      (await api.notifications.get.query({ projectId, destinationId: told })).destination.subscriptions[0]
        ?.id ?? "",
    enabled: false,
  });
  await api.notifications.setFallback.mutate({ projectId, destinationId: told });
  await subscribe(world, archived);
  await stack.sandbox.control("POST", `channels/${archived}`, { action: "archive" });
  for (const note of ["first", "second", "third"]) await ask(world, note);

  await signInInBrowser(page, baseUrl, ada);
  await page.goto(`${baseUrl}/organizations/${organizationId}`);
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(attention).toContainText("#old-room in Payments needs attention");
  await expect(attention).toContainText("3 messages wait.");

  // The bell counts it, and leads to where it is mended.
  await page.getByRole("link", { name: "Notices, 1 not read" }).click();
  await expect(page.getByText("#old-room needs attention")).toBeVisible();
  await page.getByRole("button", { name: "Mend it" }).click();
  await page.waitForURL(/\/notifications\//);
  await expect(page.getByRole("link", { name: "Notices", exact: true })).toBeVisible();

  // The fallback destination was told, once.
  await expect
    .poll(async () => (await messagesIn(stack, "ops-room")).map((m) => m.text.split("\n")[0]))
    .toEqual(["⚠️ #old-room needs attention in Payments"]);

  // Choose another channel on the overview, where it stands too.
  await page.goto(`${baseUrl}/projects/${projectId}`);
  await expect(page.getByText("#old-room needs attention")).toBeVisible();
  await expect(page.getByRole("link", { name: /Notifications.*1 needs attention/ })).toBeVisible();
  await page.getByRole("button", { name: "Choose another channel" }).click();
  await page.getByRole("dialog").getByLabel("Channel").click();
  await page.getByPlaceholder("Search, or type a name or id").fill("new-room");
  await page
    .getByRole("option", { name: /new-room/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(() => notesIn(stack, "new-room", ["first", "second", "third"]), { timeout: 20_000 })
    .toEqual(["first", "second", "third"]);
  await expect(
    page.getByText("Nothing waits for you", { exact: false }).or(page.getByText("wait for your decision")),
  ).toBeVisible();
  await expect(page.getByText("#old-room needs attention")).toHaveCount(0);
  await page.goto(`${baseUrl}/notices`);
  await expect(page.getByText("Mended", { exact: true })).toBeVisible();
});

test("a revoked connection keeps everything waiting until it is reconnected", async ({
  page,
  stack,
  world,
}) => {
  const { projectId, organizationId } = world;
  const { baseUrl } = stack.bellwire;
  await subscribe(world, await newChannel(stack, world, "revoked-room"));
  const state = z
    .object({
      installs: z.array(z.object({ token: z.string() })),
      apps: z.array(z.object({ clientId: z.string() })),
    })
    .parse(await stack.sandbox.control("GET", "state"));
  await fetch(`${stack.sandbox.url}/api/auth.revoke`, {
    method: "POST",
    headers: { authorization: `Bearer ${state.installs.at(-1)?.token ?? ""}` },
  });
  for (const note of ["lost", "found"]) await ask(world, note);

  await signInInBrowser(page, baseUrl, ada);
  await page.goto(`${baseUrl}/projects/${projectId}`);
  await expect(page.getByText("acme needs attention")).toBeVisible();
  await expect(page.getByText(/messages wait\./).first()).toBeVisible();
  await page.goto(`${baseUrl}/organizations/${organizationId}`);
  await expect(page.getByRole("link", { name: /Workflow integrations.*1 needs attention/ })).toBeVisible();
  await page
    .getByRole("region", { name: "Needs attention" })
    .getByRole("link", { name: "Reconnect" })
    .click();
  await page.waitForURL(/\/integrations\/[0-9a-f-]{36}/);

  const install = z.object({ token: z.string() }).parse(
    await stack.sandbox.control("POST", "install", {
      clientId: state.apps.at(-1)?.clientId,
      scopes: ["chat:write", "chat:write.public", "channels:read", "groups:read"],
    }),
  );
  await page.getByRole("button", { name: "Reconnect" }).click();
  await page.getByRole("dialog").getByLabel("Bot token", { exact: true }).fill(install.token);
  await page.getByRole("dialog").getByRole("button", { name: "Reconnect" }).click();
  await expect
    .poll(() => notesIn(stack, "revoked-room", ["lost", "found"]), { timeout: 20_000 })
    .toEqual(["lost", "found"]);
  await page.goto(`${baseUrl}/organizations/${organizationId}`);
  await expect(page.getByRole("heading", { name: "Projects" })).toBeVisible();
  await expect(page.getByText("acme needs attention")).toHaveCount(0);
});

const hookSchema = z.object({ id: z.string(), url: z.string() });

test("a Slack webhook is added, tested, breaks, and is replaced", async ({ page, stack, world }) => {
  const { projectId } = world;
  const { baseUrl } = stack.bellwire;
  await stack.sandbox.control("POST", "channels", { name: "hook-room" });
  const makeHook = async () =>
    hookSchema.parse(await stack.sandbox.control("POST", "webhooks", { channel: "hook-room" }));
  const hook = await makeHook();

  await signInInBrowser(page, baseUrl, ada);
  await page.goto(`${baseUrl}/projects/${projectId}/notifications/new`);
  await page.getByRole("link", { name: /^Slack webhook/ }).click();
  await page.getByLabel("Name").fill("Hook room");
  await page.getByLabel("Webhook URL").fill("https://example.com/services/T0/B0/secret");
  await page.getByLabel("Access requests").click();
  await page.getByRole("button", { name: "Add webhook" }).click();
  await expect(page.getByText(/leads elsewhere/)).toBeVisible();
  await page.getByLabel("Webhook URL").fill(hook.url);
  await page.getByRole("button", { name: "Add webhook" }).click();
  await page.waitForURL(/\/notifications\/[0-9a-f-]{36}/);
  await expect(page.getByText(`ends in ${hook.url.slice(-4)}`).first()).toBeVisible();
  expect(await page.content()).not.toContain(hook.url.slice(hook.url.lastIndexOf("/") + 1));

  await page.getByRole("button", { name: "Send test" }).click();
  await expect(page.getByText("The test message stands in Hook room.")).toBeVisible();
  await expect.poll(async () => (await messagesIn(stack, "hook-room")).length).toBe(1);

  await stack.sandbox.control("POST", `webhooks/${hook.id}`, { action: "remove" });
  for (const note of ["hook-one", "hook-two"]) await ask(world, note);
  await expect(page.getByText(/this webhook was removed or switched off/).first()).toBeVisible({
    timeout: 20_000,
  });
  await page.getByRole("button", { name: "Replace the webhook" }).click();
  const next = await makeHook();
  await page.getByLabel("New webhook URL").fill(next.url);
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect
    .poll(() => notesIn(stack, "hook-room", ["hook-one", "hook-two"]), { timeout: 20_000 })
    .toEqual(["hook-one", "hook-two"]);
  await expect(page.getByText(`ends in ${next.url.slice(-4)}`).first()).toBeVisible();
  await page.goto(`${baseUrl}/projects/${projectId}/notifications`);
  await expect(page.getByText("Hook room").first()).toBeVisible();
});

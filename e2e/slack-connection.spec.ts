import type { Page } from "@playwright/test";
import { z } from "zod";
import type { Api } from "./api.ts";
import { ada, createTest, expect, type Stack, signInInBrowser } from "./fixtures.ts";
import { channelIdOf } from "./prepare.ts";
import {
  askForAccess,
  cameBack,
  connectFromSettings,
  consent,
  integrationOf,
  newPlace,
  newWorkspace,
  type Place,
  pathsTold,
  setUpOverHttp,
  setUpSlackApp,
} from "./slack-places.ts";

type Slack = { api: Api; appId: string; clientId: string };

/** An instance with its Slack app. Each journey has an organization and workspaces of its own. */
const test = createTest().extend<object, { slack: Slack }>({
  slack: [
    async ({ stack }, use) => {
      const api = await setUpOverHttp(stack);
      const { appId, clientId } = await setUpSlackApp(stack, api);
      await use({ api, appId, clientId });
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

// Each journey crosses many pages and waits for Slack more than once.
test.describe.configure({ timeout: 180_000 });

/** Sends everything that happens in the place to a channel. */
async function subscribe(
  api: Api,
  { projectId }: Place,
  integrationId: string,
  name: string,
): Promise<string> {
  const channelId = await channelIdOf(api, { projectId, integrationId }, name);
  const { destinations } = await api.notifications.addSlackChannels.mutate({
    projectId,
    integrationId,
    selections: [{ eventTypes: ["access-request:*"], channelIds: [channelId] }],
    filter: { environments: [], pathGlob: null },
  });
  return destinations[0]?.id ?? "";
}

const callsSchema = z.object({ calls: z.array(z.object({ status: z.number().nullable() })) });
const channelsSchema = z.object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) });
const told = (stack: Stack, team: string, channel: string) =>
  expect.poll(() => pathsTold(stack, team, channel), { timeout: 30_000 });
const distribute = (stack: Stack, appId: string, action: "distribute" | "undistribute" = "distribute") =>
  stack.sandbox.control("POST", `apps/${appId}`, { action });

/** Waits for a text that appears without anybody pressing anything, however the page learns of it. */
async function appears(page: Page, text: RegExp): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(text).first()).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 45_000 });
}

test("two workspaces: the second needs distribution, and the page says what to do at Slack", async ({
  page,
  stack,
  slack: { api, appId },
}) => {
  const place = await newPlace(api, "Two workspaces");
  const second = await newWorkspace(stack, "Initech");
  await distribute(stack, appId, "undistribute");
  await connectFromSettings(page, stack, place, "Acme");
  await expect(page.getByRole("heading", { level: 1, name: "Acme" })).toBeVisible();

  await page.goto(`${stack.bellwire.baseUrl}/organizations/${place.organizationId}/settings`);
  await page.getByRole("button", { name: "Add another workspace" }).click();
  await consent(page, second.name);
  await cameBack(page, "settings", "authorize_invalid_team");
  await expect(page.getByText(/then Manage Distribution, and presses Activate/)).toBeVisible();
  const [atSlack] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: /Open the app at Slack/ }).click(),
  ]);
  await atSlack.getByRole("button", { name: "Activate Public Distribution" }).click();
  await expect(atSlack.getByText("Public Distribution is active.")).toBeVisible();
  await atSlack.close();

  await page.getByRole("button", { name: "Add another workspace" }).click();
  await consent(page, second.name);
  await cameBack(page, "settings", "connected");
  const rows = page.getByRole("listitem").filter({ hasText: "Connected to" });
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: second.name })).toContainText("active");

  // The same workspace again changes nothing but its token.
  await page.getByRole("button", { name: "Add another workspace" }).click();
  await consent(page, second.name);
  await cameBack(page, "settings", "updated");
  await expect(rows).toHaveCount(2);
  // Told once: the words stay when their code leaves the address, and a reload does not tell it again.
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByText("Workspace connected again")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Workspace connected again")).toBeHidden();
  await expect(rows).toHaveCount(2);
});

test("another workspace at a reconnect is refused, and takes the first one's place only when it is named", async ({
  page,
  stack,
  slack: { api, appId },
}) => {
  await distribute(stack, appId);
  const place = await newPlace(api, "Another workspace");
  const [first, second] = [await newWorkspace(stack, "Hooli"), await newWorkspace(stack, "Piper")];
  await connectFromSettings(page, stack, place, first.name);
  const destinationId = await subscribe(api, place, integrationOf(page), "alerts");

  const bring = async () => {
    await page.getByRole("button", { name: "Reconnect" }).click();
    await page.getByRole("button", { name: "Connect Slack" }).click();
    await consent(page, second.name);
    await cameBack(page, "integrations/[0-9a-f-]{36}", "wrong_workspace");
  };
  await bring();
  await expect(page.getByText(`You brought ${second.name}, not ${first.name}`)).toBeVisible();
  await page.getByRole("button", { name: "Leave everything as it is" }).click();
  await expect(page.getByText(`You brought ${second.name}`)).toBeHidden();
  await expect(page.getByRole("term").filter({ hasText: "Workspace" })).toBeVisible();

  await bring();
  await page.getByRole("button", { name: `Put it in the place of ${first.name}` }).click();
  const replace = page.getByRole("button", { name: "Replace the workspace" });
  await expect(replace).toBeDisabled();
  await expect(page.getByText(/Its channel stays behind in Hooli/)).toBeVisible();
  await page.getByLabel(/^Type/).fill(second.name);
  await replace.click();
  await expect(page.getByText(`belongs to ${second.name} now`)).toBeVisible();
  const destination = await api.notifications.get.query({ projectId: place.projectId, destinationId });
  expect(JSON.stringify(destination)).toContain("belongs to another workspace now");
});

test("after a revocation the page says so by Slack's event; reconnecting lets the backlog flow, in order", async ({
  page,
  stack,
  slack: { api, appId },
}) => {
  await distribute(stack, appId);
  const place = await newPlace(api, "Revoked");
  const workspace = await newWorkspace(stack, "Umbrella");
  await connectFromSettings(page, stack, place, workspace.name);
  await subscribe(api, place, integrationOf(page), "alerts");
  await askForAccess(api, place, "/payments/before");
  await told(stack, workspace.id, "alerts").toEqual(["/payments/before"]);

  await stack.sandbox.control("POST", "revoke", { teamId: workspace.id, as: "token_revoked" });
  await appears(page, /Slack says the connection's token was revoked/);
  const waiting = ["/payments/one", "/payments/two", "/payments/three"];
  for (const path of waiting) await askForAccess(api, place, path);
  await page.reload();
  await expect(page.getByRole("cell", { name: "3", exact: true })).toBeVisible();
  expect(await pathsTold(stack, workspace.id, "alerts")).toEqual(["/payments/before"]);

  await page.getByRole("button", { name: "Reconnect" }).click();
  await page.getByRole("button", { name: "Connect Slack" }).click();
  await consent(page, workspace.name);
  await cameBack(page, "integrations/[0-9a-f-]{36}", "reconnected");
  await expect(page.getByText("Working")).toBeVisible();
  await told(stack, workspace.id, "alerts").toEqual(["/payments/before", ...waiting]);
});

test("an app that is uninstalled at Slack's side is told at once, and written into the audit log", async ({
  page,
  context,
  stack,
  slack: { api, appId },
}) => {
  await distribute(stack, appId);
  const place = await newPlace(api, "Uninstalled");
  const workspace = await newWorkspace(stack, "Cyberdyne");
  await connectFromSettings(page, stack, place, workspace.name);

  const slack = await context.newPage();
  await slack.goto(`${stack.sandbox.url}/apps/${appId}`);
  // A tab that is closed while its next page loads may never say that it is closed.
  await Promise.all([
    slack.waitForEvent("load"),
    slack.getByRole("button", { name: `Uninstall from ${workspace.name}` }).click(),
  ]);
  await slack.close();
  await appears(page, /Slack says the app was removed from the workspace/);
  await expect(page.getByText("tokens_revoked").or(page.getByText("app_uninstalled"))).toBeVisible();
  await page.goto(`${stack.bellwire.baseUrl}/organizations/${place.organizationId}/audit`);
  await expect(page.getByRole("table").getByText("App removed at Slack").first()).toBeVisible();
});

test("a pasted bot token stands beside consent, with the same rules", async ({
  page,
  stack,
  slack: { api, clientId, appId },
}) => {
  await distribute(stack, appId);
  const place = await newPlace(api, "Pasted");
  const [first, second] = [await newWorkspace(stack, "Wonka"), await newWorkspace(stack, "Duff")];
  const tokenOf = async (teamId: string): Promise<string> => {
    const install = await stack.sandbox.control("POST", "install", { clientId, teamId });
    return z.object({ token: z.string() }).parse(install).token;
  };
  await signInInBrowser(page, stack.bellwire.baseUrl, ada);
  const base = `${stack.bellwire.baseUrl}/organizations/${place.organizationId}/integrations`;
  await page.goto(`${base}/new?platform=slack`);
  await page.getByLabel("Alias").fill("wonka");
  await page.getByText("Paste a bot token").click();
  await page.getByRole("textbox", { name: "Bot token" }).fill("xoxb-0000-not-a-token");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText("Slack does not know this token.", { exact: false })).toBeVisible();
  await page.getByRole("textbox", { name: "Bot token" }).fill(await tokenOf(first.id));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await cameBack(page, "integrations/[0-9a-f-]{36}", "connected");
  await expect(page.getByText("with a pasted bot token")).toBeVisible();

  await subscribe(api, place, integrationOf(page), "alerts");
  await askForAccess(api, place, "/payments/pasted");
  await told(stack, first.id, "alerts").toEqual(["/payments/pasted"]);

  await page.getByRole("button", { name: "Reconnect" }).click();
  await page.getByRole("textbox", { name: "Bot token" }).fill(await tokenOf(second.id));
  await page.getByRole("dialog").getByRole("button", { name: "Reconnect" }).click();
  await expect(page.getByText(`You brought ${second.name}, not ${first.name}`)).toBeVisible();
  await page.getByRole("button", { name: `Connect ${second.name} as another integration` }).click();
  await expect(page.getByRole("heading", { level: 1, name: second.name })).toBeVisible();
  await cameBack(page, "integrations/[0-9a-f-]{36}", "connected");
});

test("among 20,000 channels one of the last page is found by typing while the list is still coming", async ({
  page,
  stack,
  slack: { api, appId },
}) => {
  test.setTimeout(300_000);
  await distribute(stack, appId);
  const place = await newPlace(api, "Many channels");
  const workspace = await newWorkspace(stack, "Megacorp");
  await stack.sandbox.control("POST", "many-channels", { team: workspace.id, count: 20_000, prefix: "team" });
  await connectFromSettings(page, stack, place, workspace.name);
  await page.goto(`${stack.bellwire.baseUrl}/projects/${place.projectId}/notifications/new?platform=slack`);
  await page.getByLabel("All of access requests").click();
  await expect(page.getByText(/channels so far; the list is still coming from Slack/)).toBeVisible();
  await page.getByPlaceholder("Search, or type a name or id").fill("team-20000");
  await page.getByRole("option", { name: /Look for “team-20000” in Slack/ }).click();
  await expect(page.getByText(/#team-20000 is not among them yet/)).toBeVisible({ timeout: 20_000 });
  // Nothing more is pressed, and the picker is closed: it is chosen as soon as its page has come.
  await page.keyboard.press("Escape");
  await expect(page.getByText(/Looking for “team-20000” in Slack/)).toBeVisible();
  const chosen = page.getByRole("button", { name: "Remove team-20000" }).first();
  await expect(chosen).toBeVisible({ timeout: 150_000 });
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/notifications$/);
  await askForAccess(api, place, "/payments/far");
  await told(stack, workspace.id, "team-20000").toEqual(["/payments/far"]);
  const calls = await stack.sandbox.control("GET", "calls?method=conversations.list");
  const statuses = callsSchema.parse(calls).calls.map((call) => call.status);
  expect(statuses.filter((status) => status === 429)).toEqual([]);
});

test("an archived channel needs attention by Slack's event, and unarchived it flows", async ({
  page,
  stack,
  slack: { api, appId },
}) => {
  await distribute(stack, appId);
  const place = await newPlace(api, "Archived");
  const workspace = await newWorkspace(stack, "Vandelay", "imports");
  await connectFromSettings(page, stack, place, workspace.name);
  const destinationId = await subscribe(api, place, integrationOf(page), "imports");
  await page.goto(`${stack.bellwire.baseUrl}/projects/${place.projectId}/notifications/${destinationId}`);
  const { channels } = channelsSchema.parse(await stack.sandbox.control("GET", "state"));
  const channel = channels.find((one) => one.name === "imports")?.id ?? "";

  await stack.sandbox.control("POST", `channels/${channel}`, { action: "archive" });
  await appears(page, /Slack says this channel is archived/);
  for (const path of ["/payments/a", "/payments/b"]) await askForAccess(api, place, path);
  expect(await pathsTold(stack, workspace.id, channel)).toEqual([]);
  await stack.sandbox.control("POST", `channels/${channel}`, { action: "unarchive" });
  await told(stack, workspace.id, channel).toEqual(["/payments/a", "/payments/b"]);
  await page.reload();
  await expect(page.getByText(/Slack says this channel is archived/)).toBeHidden();
});

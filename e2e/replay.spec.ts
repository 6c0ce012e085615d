import { apiOf, signInOverHttp } from "./api.ts";
import { ada, createTest, expect, messagesIn, type Stack, signInInBrowser } from "./fixtures.ts";
import { connectByToken } from "./prepare.ts";

type Place = { baseUrl: string; projectId: string; destinationId: string };

/** A project whose requests go to #general, with three of them sent: two in prod, one in dev. */
async function furnish({ bellwire, sandbox }: Stack): Promise<Place> {
  const { baseUrl } = bellwire;
  const code = await bellwire.setupCode();
  const names = { organizationName: "Acme", projectName: "Payments" };
  const { organizationId, projectId } = await apiOf(baseUrl).session.setUp.mutate({ ...ada, ...names, code });
  const api = apiOf(baseUrl, await signInOverHttp(baseUrl, ada));
  const integrationId = await connectByToken(api, sandbox, organizationId, projectId);
  const { destinations } = await api.notifications.addSlackChannels.mutate({
    projectId,
    integrationId,
    selections: [{ eventTypes: ["access-request:*"], channelIds: ["C0ACMEGEN01"] }],
    filter: { environments: [], pathGlob: null },
  });
  const { id: approver } = await api.session.me.query();
  await api.accessPolicies.create.mutate({
    projectId,
    name: "Everything",
    pathGlob: "/**",
    approverIds: [approver],
    requiredApprovals: 1,
  });
  for (const [environment, secretPath] of [
    ["prod", "/payments/stripe"],
    ["prod", "/app/db"],
    ["dev", "/app/db"],
  ] as const) {
    await api.accessRequests.create.mutate({
      projectId,
      environment,
      secretPath,
      permissions: ["read"],
      durationSeconds: 3_600,
      note: "",
    });
  }
  const delivered = async () =>
    (await api.deliveries.counts.query({ projectId })).find((one) => one.state === "delivered")?.count ?? 0;
  await expect.poll(delivered, { timeout: 30_000 }).toBe(3);
  return { baseUrl, projectId, destinationId: destinations[0]?.id ?? "" };
}

const test = createTest().extend<object, { place: Place }>({
  place: [async ({ stack }, use) => use(await furnish(stack)), { scope: "worker", timeout: 90_000 }],
});

test("what a filter shows is counted, sent again once, and arrives in the order it stood", async ({
  page,
  stack,
  place,
}) => {
  const { baseUrl, projectId } = place;
  const before = (await messagesIn(stack, "general")).length;
  await signInInBrowser(page, baseUrl, ada);
  await page.goto(`${baseUrl}/projects/${projectId}/deliveries?environment=prod`);
  await page.getByRole("button", { name: "Redeliver these" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("Send 2 deliveries again?");
  await expect(dialog).toContainText("They go to 1 destination, in the order they stood");
  await dialog.getByRole("button", { name: "Redeliver" }).dblclick();
  await expect(page.getByText("2 deliveries sent again")).toBeVisible();
  await expect
    .poll(async () => (await messagesIn(stack, "general")).length, { timeout: 30_000 })
    .toBe(before + 2);
  const texts = (await messagesIn(stack, "general"))
    .slice(-2)
    .map((message) => JSON.stringify(message.blocks));
  expect(texts[0]).toContain("/payments/stripe");
  expect(texts[1]).toContain("/app/db");

  await page.goto(`${baseUrl}/projects/${projectId}/deliveries?environment=staging`);
  await expect(page.getByText("No delivery fits this filter")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Redeliver/ })).toBeHidden();
});

test("a filter is tried against the past before it is saved", async ({ page, place }) => {
  const { baseUrl, projectId, destinationId } = place;
  await signInInBrowser(page, baseUrl, ada);
  await page.goto(`${baseUrl}/projects/${projectId}/notifications/${destinationId}`);
  await page.getByRole("button", { name: "Add subscription" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("All events").click();
  const tried = sheet.getByRole("region", { name: "Tried against past events" });
  await expect(tried).toContainText("Of the last 3 events it would have matched 3");
  await sheet.getByLabel("Secret path").fill("/payments/**");
  await expect(tried).toContainText("it would have matched 1 and left 2 of other paths");
  await expect(tried.getByRole("link")).toHaveCount(1);
  await sheet.getByLabel("Secret path").fill("/not a path");
  await expect(tried).toContainText("Write a path such as /app");
});

test("a save that ends while leaving is asked about leaves no question behind", async ({ page, place }) => {
  const { baseUrl, projectId, destinationId } = place;
  await signInInBrowser(page, baseUrl, ada);
  await page.goto(`${baseUrl}/projects/${projectId}/notifications/${destinationId}`);
  const saved = Promise.withResolvers<void>();
  await page.route(/notifications\.updateSubscription/, async (route) => {
    await saved.promise;
    await route.continue();
  });
  const edit = page.getByRole("button", { name: "Edit subscription" });
  await edit.click();
  const sheet = page.getByRole("dialog", { name: "Edit subscription" });
  await sheet.getByLabel("Secret path").fill("/**");
  await sheet.getByRole("button", { name: "Save" }).click();
  await page.keyboard.press("Escape");
  const question = page.getByRole("alertdialog", { name: "Discard your changes?" });
  await expect(question).toBeVisible();
  saved.resolve();
  await expect(sheet).toBeHidden();
  await edit.click();
  await expect(sheet).toBeVisible();
  await expect(sheet.getByLabel("Secret path")).toHaveValue("/**");
  await expect(question).toBeHidden();
});

import type { Locator, Page } from "@playwright/test";
import { createTest, expect, messagesIn, setUpInBrowser } from "./fixtures.ts";

const test = createTest();

/** Chooses channels in a picker by typing their names. */
async function chooseChannels(page: Page, picker: Locator, names: string[]): Promise<void> {
  await picker.click();
  for (const name of names) {
    const search = page.getByPlaceholder("Search, or type a name or id");
    await search.fill(name);
    await page
      .getByRole("option", { name: new RegExp(name) })
      .first()
      .click();
  }
  await page.keyboard.press("Escape");
  // A name that is not on the list yet is looked for in Slack, also after the picker was closed.
  for (const name of names) {
    await expect(page.getByRole("button", { name: `Remove ${name}` }).first()).toBeVisible();
  }
}

test("from an unconfigured instance to messages for create, edit and review, and back through the button", async ({
  page,
  stack,
}) => {
  test.setTimeout(180_000);
  await setUpInBrowser(page, stack);
  const projectUrl = page.url().split("?")[0] ?? "";

  // Configure admin settings: Create Slack app opens Slack's own creation flow in a window of its own.
  await page.getByRole("link", { name: "Slack app" }).click();
  const [slack] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: /Create Slack app/ }).click(),
  ]);
  await slack.getByLabel("Pick a workspace to develop your app in").selectOption({ label: "Acme" });
  await slack.getByText("Edit Configurations").click();
  await expect(slack.getByLabel("App manifest (JSON)")).toHaveValue(/chat:write\.public/);
  await slack.getByRole("button", { name: "Create" }).click();
  const clientId = await slack.getByRole("textbox", { name: "Client ID" }).inputValue();
  const clientSecret = await slack.getByRole("textbox", { name: "Client Secret" }).inputValue();
  await slack.close();

  // A wrong secret is told at its field by Slack itself; the right one is kept.
  await page.getByLabel("Client ID").fill(clientId);
  await page.getByRole("textbox", { name: "Client Secret" }).fill("0".repeat(32));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("textbox", { name: "Client Secret" })).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("textbox", { name: "Client Secret" }).fill(clientSecret);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/configured/i).first()).toBeVisible();

  // Create the Slack workflow integration: Add, Slack, alias, Connect Slack, consent, back.
  await page.getByRole("button", { name: "Switch organization or project" }).click();
  await page.getByRole("menuitem", { name: "Organization" }).click();
  await page.getByRole("link", { name: "Workflow integrations" }).click();
  await page.getByRole("link", { name: /^Add/ }).first().click();
  await page
    .getByRole("main")
    .getByRole("link", { name: /^Slack/ })
    .click();
  await page.getByLabel("Alias").fill("acme-slack");
  await page.getByRole("button", { name: "Connect Slack" }).click();
  await page.getByRole("button", { name: /Allow/ }).click();
  await page.waitForURL(/\/organizations\/.*\/integrations/);
  await expect(page.getByText("acme-slack").first()).toBeVisible();
  await expect(page.getByText("Acme").first()).toBeVisible();

  // A private channel: the bot is invited in Slack first.
  await page.goto(`${stack.sandbox.url}/client/T0ACME00001/C0ACMEPRV01`);
  await page.getByLabel("Command").fill("/invite @bellwire");
  await page.getByRole("button", { name: "Send" }).click();

  // Configure the project: Add, Slack, the integration by its alias, channels per event.
  await page.goto(`${projectUrl}/notifications`);
  await page.getByRole("link", { name: /^Add/ }).first().click();
  await page
    .getByRole("main")
    .getByRole("link", { name: /^Slack(?! webhook)/ })
    .click();
  await chooseChannels(page, page.getByLabel("All of access requests"), ["general", "secrets-private"]);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/notifications$/);
  await expect(page.getByText("#general").first()).toBeVisible();

  // A policy, so that there is something to ask for; Ada may approve her own in this small team.
  await page.getByRole("link", { name: "Policies" }).click();
  await page.getByRole("link", { name: "Add policy" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Production");
  await page.getByLabel("Secret path").fill("/**");
  await page.getByLabel("Approvers", { exact: true }).click();
  await page.getByRole("option", { name: /Ada/ }).click();
  await page.keyboard.press("Escape");
  await page.getByLabel("A requester who is an approver may approve their own request").click();
  await page.getByRole("button", { name: "Add policy" }).click();
  await expect(page.getByRole("cell", { name: /Production/ })).toBeVisible();

  // Ask for access.
  await page.getByRole("link", { name: "Access requests" }).click();
  await page.getByRole("link", { name: "Request access" }).first().click();
  await page.getByLabel("Environment").click();
  await page.getByRole("option", { name: /prod/i }).click();
  await page.getByLabel("Secret path").fill("/payments/stripe");
  await expect(page.getByRole("checkbox", { name: /^Read/ })).toBeChecked();
  await page.getByLabel("Note").fill("Rotating the key <!channel>");
  await page.getByRole("button", { name: "Request access" }).click();
  await page.waitForURL(/access-requests\/[0-9a-f-]{36}/);
  const requestUrl = page.url().split("?")[0] ?? "";

  for (const channel of ["general", "secrets-private"]) {
    await expect.poll(async () => (await messagesIn(stack, channel)).length, { timeout: 20_000 }).toBe(1);
    const [first] = await messagesIn(stack, channel);
    expect(first?.text).toContain("Access requested in Payments");
    expect(first?.text).toContain("Ada Lindqvist (ada@example.com)");
    expect(first?.notified).toEqual([]);
  }

  // The button of the message leads to that very request.
  await page.goto(`${stack.sandbox.url}/client/T0ACME00001/C0ACMEGEN01`);
  const link = page.getByRole("link", { name: "View request" }).first();
  await expect(link).toHaveAttribute("href", requestUrl);
  await page.goto((await link.getAttribute("href")) ?? "");
  await expect(page.getByText("/payments/stripe").first()).toBeVisible();

  // Edit and approve there: both reply in the conversation, whose first message shows how it ended.
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Duration" }).fill("1");
  await page.getByLabel("Editor's note").fill("One hour is enough.");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Decide on it as it is now" }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Approved").first()).toBeVisible();
  for (const channel of ["general", "secrets-private"]) {
    await expect.poll(async () => (await messagesIn(stack, channel)).length, { timeout: 20_000 }).toBe(3);
    const [first, edit, review] = await messagesIn(stack, channel);
    expect(edit?.text).toContain("One hour is enough.");
    expect(review?.text).toContain("Access request approved");
    expect([edit?.thread_ts, review?.thread_ts]).toEqual([first?.ts, first?.ts]);
    await expect
      .poll(async () => JSON.stringify((await messagesIn(stack, channel))[0]?.blocks))
      .toContain("Approved by Ada Lindqvist");
  }
});

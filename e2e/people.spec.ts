import type { Browser, Page } from "@playwright/test";
import { ada, createTest, expect, setUpInBrowser, type Stack } from "./fixtures.ts";

const test = createTest();

const grace = { name: "Grace Hopper", email: "grace@example.com", password: "a sentence of Grace’s own" };

/** Chooses from one of our selects. */
async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole("option", { name: option }).first().click();
}

/** Invites on the members page; answers the link that is shown once. */
async function invite(page: Page, email: string, project?: string): Promise<string> {
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(email);
  if (project) await choose(page, "Project", project);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = dialog.getByLabel("Link", { exact: true });
  await expect(link).toBeVisible();
  const value = await link.inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  return value;
}

/** A browser of somebody else: nothing of this one's cookies. */
async function otherBrowser(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

async function openMembers(page: Page, { bellwire }: Stack): Promise<string> {
  await page.goto(bellwire.baseUrl);
  await page.getByRole("button", { name: "Switch organization or project" }).click();
  await page.getByRole("menuitem", { name: "Organization" }).click();
  await page.waitForURL(/\/organizations\/[0-9a-f-]{36}$/);
  const organization = page.url();
  await page.goto(`${organization}/members`);
  return organization;
}

test("somebody is invited, joins with a new account, gets another role, and is out as soon as they are removed", async ({
  page,
  browser,
  stack,
}) => {
  test.setTimeout(180_000);
  await setUpInBrowser(page, stack);
  const organization = await openMembers(page, stack);

  // The link is shown once; the list tells of the invitation, and never again of the link.
  const link = await invite(page, grace.email, "Payments");
  expect(link).toMatch(/\/invitations\/[\w-]{43}$/);
  const invitations = page.getByRole("table", { name: "Invitations" });
  await expect(invitations.getByRole("row", { name: /grace@example\.com/ })).toContainText("Open");
  await page.reload();
  await expect(invitations).toBeVisible();
  expect(await page.content()).not.toContain(link.split("/").at(-1));

  // Whoever is signed in as somebody else is told so.
  await page.goto(link);
  await expect(page.getByText("You are signed in as somebody else")).toBeVisible();
  await expect(page.getByText(ada.email)).toBeVisible();

  // Looking at it as often as one likes uses nothing up.
  const other = await otherBrowser(browser);
  const answer = await other.goto(link);
  expect(answer?.headers()["referrer-policy"]).toBe("no-referrer");
  expect(answer?.headers()["cache-control"]).toContain("no-store");
  await other.reload();
  await expect(other.getByRole("heading", { name: "Join Acme" })).toBeVisible();
  await expect(other.getByLabel("E-mail")).toHaveValue(grace.email);
  await other.getByLabel("Your name").fill(grace.name);
  await other.getByLabel("Password").fill(grace.password);
  await other.getByRole("button", { name: "Make account and join" }).click();
  await other.waitForURL(/\/projects\/[0-9a-f-]{36}/);
  await expect(other.getByRole("heading", { level: 1, name: "Payments" })).toBeVisible();
  const project = other.url();

  // It worked once.
  const third = await otherBrowser(browser);
  await third.goto(link);
  await expect(third.getByText("was used already")).toBeVisible();

  // Another role: what an admin sees appears with the next page.
  await page.goto(`${organization}/members`);
  await expect(page.getByRole("row", { name: /Grace Hopper/ })).toBeVisible();
  await other.goto(`${organization}/settings`);
  await expect(other.getByText("Only owners and admins of the organization see its settings")).toBeVisible();
  await choose(page, "Role of Grace Hopper", /^Admin/);
  await expect(page.getByText("Grace Hopper is admin now.")).toBeVisible();
  await other.reload();
  await expect(other.getByRole("heading", { name: "General" })).toBeVisible();

  // Removed: the page that is open loses its ground with the next click.
  await page.getByRole("button", { name: "Remove Grace Hopper" }).click();
  await page.getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByText("Grace Hopper is no longer a member.")).toBeVisible();
  await other.goto(project);
  await other.waitForURL(/\/sign-in/);
  await other.getByLabel("E-mail").fill(grace.email);
  await other.getByLabel("Password").fill(grace.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByText("This project does not exist, or you have no access to it.")).toBeVisible();

  // Invited again, she has an account now: sign in and come back, or accept at once.
  const again = await invite(page, grace.email);
  await other.goto(again);
  await other.getByRole("button", { name: "Accept invitation" }).click();
  await other.waitForURL(/\/organizations\/[0-9a-f-]{36}$/);
  await page.reload();
  await expect(page.getByRole("row", { name: /Grace Hopper/ })).toBeVisible();
});

test("an instance admin changes a plan, and the organization’s pages explain what that means", async ({
  page,
  browser,
  stack,
}) => {
  test.setTimeout(180_000);
  const { baseUrl } = stack.bellwire;
  await page.goto(`${baseUrl}/sign-in`);
  if (page.url().includes("/set-up")) await setUpInBrowser(page, stack);
  else {
    await page.getByLabel("E-mail").fill(ada.email);
    await page.getByLabel("Password").fill(ada.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  }

  // A new organization for somebody who is invited to own it.
  await page.goto(`${baseUrl}/instance/organizations`);
  await page.getByRole("button", { name: "New organization" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Globex");
  await dialog.getByLabel("E-mail address of the owner").fill("olga@example.com");
  await dialog.getByRole("button", { name: "Make organization" }).click();
  const link = await dialog.getByLabel("Link", { exact: true }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: /Globex/ });
  await expect(row).toContainText("No owner yet");

  const olga = await otherBrowser(browser);
  await olga.goto(link);
  await olga.getByLabel("Your name").fill("Olga Owens");
  await olga.getByLabel("Password").fill("a sentence of Olga’s own");
  await olga.getByRole("button", { name: "Make account and join" }).click();
  await olga.waitForURL(/\/organizations\/[0-9a-f-]{36}$/);
  const organization = olga.url();

  await page.reload();
  await expect(row).toContainText("Enterprise");
  await page.getByRole("button", { name: "Change the plan of Globex" }).click();
  const change = page.getByRole("alertdialog");
  await change.getByRole("radio", { name: /Free/ }).click();
  await expect(change.getByText("what they would send waits and is kept")).toBeVisible();
  await expect(change.getByText("Open event streams end at once")).toBeVisible();
  await change.getByRole("button", { name: "Change to Free" }).click();
  await expect(page.getByText("Globex is on Free now.")).toBeVisible();

  await olga.goto(`${organization}/integrations`);
  await expect(olga.getByText("Slack needs the Team plan")).toBeVisible();
  await expect(olga.getByText("An instance admin can change the plan.")).toBeVisible();
  await olga.goto(`${organization}/settings`);
  await expect(olga.getByRole("heading", { name: "Plan: Free" })).toBeVisible();
  await expect(olga.getByRole("row", { name: /Live event streams/ })).toContainText("Not included");
  await olga.goto(`${organization}/audit`);
  await expect(olga.getByRole("row", { name: /Organization plan changed/ })).toBeVisible();

  // The instance admin sees the organization from outside only.
  await page.goto(organization);
  await expect(
    page.getByText("This organization does not exist, or you have no access to it."),
  ).toBeVisible();

  // The owner deletes it, after typing its name.
  await olga.goto(`${organization}/settings`);
  await olga.getByRole("button", { name: "Delete organization" }).click();
  const goodbye = olga.getByRole("alertdialog");
  await expect(goodbye.getByText("1 member loses access at once")).toBeVisible();
  await goodbye.getByRole("textbox").fill("Globex");
  await goodbye.getByRole("button", { name: "Delete organization" }).click();
  await olga.waitForURL(/\/welcome$/);
  await page.goto(`${baseUrl}/instance/organizations`);
  await expect(page.getByRole("row", { name: /Acme/ })).toBeVisible();
  await expect(row).toBeHidden();
});

test("what is typed before the page's script is there never gets into the address", async ({
  browser,
  stack,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${stack.bellwire.baseUrl}/sign-in`);
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password").fill("a secret sentence");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeDisabled();
  await page.getByLabel("Password").press("Enter");
  expect(page.url()).toBe(`${stack.bellwire.baseUrl}/sign-in`);
  await context.close();
});

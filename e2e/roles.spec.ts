import type { Page } from "@playwright/test";
import { apiOf, signInOverHttp } from "./api.ts";
import { ada, expect, type Stack, signInInBrowser, test } from "./fixtures.ts";

const ben = { name: "Ben Okafor", email: "ben@example.com", password: "a sentence that is Ben’s own" };

/** A project with a policy over everything, one request in dev and one in prod, and Ben in the organization. */
async function furnish({ bellwire }: Stack) {
  const { baseUrl } = bellwire;
  const code = await bellwire.setupCode();
  const names = { organizationName: "Acme", projectName: "Payments" };
  const { organizationId, projectId } = await apiOf(baseUrl).session.setUp.mutate({ ...ada, ...names, code });
  const api = apiOf(baseUrl, await signInOverHttp(baseUrl, ada));
  const { link } = await api.invitations.create.mutate({
    organizationId,
    email: ben.email,
    role: "member",
    days: 1,
  });
  const { name, password } = ben;
  await apiOf(baseUrl).invitations.join.mutate({ token: link.split("/").at(-1) ?? "", name, password });
  const { id: approver } = await api.session.me.query();
  await api.accessPolicies.create.mutate({
    projectId,
    name: "Everything",
    pathGlob: "/**",
    approverIds: [approver],
    requiredApprovals: 1,
  });
  for (const environment of ["dev", "prod"]) {
    await api.accessRequests.create.mutate({
      projectId,
      environment,
      secretPath: "/app/db",
      permissions: ["read"],
      durationSeconds: 3_600,
      note: "",
    });
  }
  const events = async () => (await api.events.list.query({ projectId })).events;
  await expect.poll(async () => (await events()).length).toBe(2);
  const hidden = (await events()).find((one) => one.environment === "prod")?.id ?? "";
  return { project: `${baseUrl}/projects/${projectId}`, hidden };
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole("option", { name: option }).first().click();
}

test("a role is made, tried and given, shows somebody only what its conditions allow, and stays while they have it", async ({
  page,
  browser,
  stack,
}) => {
  test.setTimeout(120_000);
  const { project, hidden } = await furnish(stack);
  const { baseUrl } = stack.bellwire;
  await signInInBrowser(page, baseUrl, ada);

  await page.goto(`${project}/settings/roles`);
  await expect(page.getByText("No roles of your own yet")).toBeVisible();
  await page.getByRole("link", { name: "Add role" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Dev watcher");
  await page.getByLabel("Read events", { exact: true }).click();
  await choose(page, "Environments of Read events", "Only in");
  await page.getByLabel("Secret path of Read events").fill("app");
  await page.getByRole("button", { name: "Add role" }).click();
  await expect(page.getByText("Choose at least one environment. Write a path such as /app")).toBeVisible();
  await page.getByLabel("Which environments of Read events").click();
  await page.getByRole("option", { name: "dev" }).click();
  await page.keyboard.press("Escape");
  await page.getByLabel("Secret path of Read events").fill("/app/**");
  await expect(page.getByText("May read events in dev under /app/**.")).toBeVisible();
  const tried = page.getByRole("list", { name: "What holds there" });
  await expect(tried.getByText("Read events: yes")).toBeVisible();
  await choose(page, "Environment", "prod");
  await expect(tried.getByText("Read events: no")).toBeVisible();
  await page.getByRole("button", { name: "Add role" }).click();
  await expect(page.getByText("Nobody yet. Give it to somebody")).toBeVisible();
  const role = page.url();

  await page.goto(`${project}/settings/members`);
  await page.getByRole("button", { name: "Add member" }).click();
  await page.getByLabel("Person").click();
  await page.getByRole("option", { name: ben.name }).click();
  await choose(page, "Role", "Dev watcher");
  await page.getByRole("dialog").getByRole("button", { name: "Add member" }).click();
  await expect(page.getByLabel(`Role of ${ben.name}`)).toContainText("Dev watcher");

  const his = await (await browser.newContext()).newPage();
  await signInInBrowser(his, baseUrl, ben);
  await his.goto(`${project}/events`);
  await expect(his.getByText("/app/db")).toHaveCount(1);
  await expect(his.getByText("prod")).toHaveCount(0);
  await his.goto(`${project}/events/${hidden}`);
  await expect(his.getByText("This event does not exist, or you have no access to it.")).toBeVisible();
  await his.goto(`${project}/deliveries`);
  await expect(his.getByText("You do not have access to this page")).toBeVisible();
  await his.goto(project);
  await expect(his.getByText("Nothing waits for you.")).toBeVisible();

  await page.goto(role);
  await page.getByRole("button", { name: "Delete role" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete role" }).click();
  await expect(page.getByText(`${ben.name} has this role.`)).toBeVisible();
});

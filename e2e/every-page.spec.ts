import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { apiOf, signInOverHttp } from "./api.ts";
import { ada, expect, type Stack, signInInBrowser, test as base } from "./fixtures.ts";
import { connectByToken } from "./prepare.ts";

/** An instance with one of everything that a page can show, made over the API. */
async function furnish(stack: Stack): Promise<string[]> {
  const { baseUrl } = stack.bellwire;
  const code = await stack.bellwire.setupCode();
  const place = { organizationName: "Acme", projectName: "Payments" };
  const { organizationId, projectId } = await apiOf(baseUrl).session.setUp.mutate({ ...ada, ...place, code });
  const api = apiOf(baseUrl, await signInOverHttp(baseUrl, ada));
  const integrationId = await connectByToken(api, stack.sandbox, organizationId, projectId);
  const { destinations } = await api.notifications.addSlackChannels.mutate({
    projectId,
    integrationId,
    selections: [{ eventTypes: ["access-request:*"], channelIds: ["C0ACMEGEN01", "C0ACMEDEP01"] }],
    filter: { environments: [], pathGlob: null },
  });
  const webhook = await api.notifications.addSlackWebhook.mutate({
    projectId,
    name: "Releases of the payments team",
    webhookUrl: `${stack.sandbox.url}/services/T0ACME00001/B0GONE00001/${"a".repeat(24)}`,
    eventTypes: ["access-request:review"],
  });
  await api.notifications.sendTest.mutate({ projectId, destinationId: webhook.id });
  const { id: approver } = await api.session.me.query();
  const policy = await api.accessPolicies.create.mutate({
    projectId,
    name: "Production",
    pathGlob: "/**",
    approverIds: [approver],
    requiredApprovals: 1,
    allowSelfApproval: true,
  });
  const conditions = { environment: { $in: ["dev", "staging"] }, secretPath: { $glob: "/payments/**" } };
  const role = await api.customRoles.create.mutate({
    projectId,
    name: "Staging developer",
    rules: [{ permission: "secret:read", conditions }, { permission: "event:read" }],
  });
  await stack.sandbox.control("POST", "channels/C0ACMEDEP01", { action: "archive" });
  const request = await api.accessRequests.create.mutate({
    projectId,
    environment: "prod",
    secretPath: "/payments/stripe",
    permissions: ["read"],
    durationSeconds: 3_600,
    note: "A note that is long enough to wrap on a phone, with/a/long/path/that/does/not/want/to/break",
  });
  await expect
    .poll(
      async () =>
        (await api.deliveries.counts.query({ projectId })).find((c) => c.state === "delivered")?.count,
    )
    .toBe(1);
  const { link } = await api.invitations.create.mutate({
    organizationId,
    email: "somebody.with.a.long.address@subdomain.example.com",
    project: { projectId, role: "viewer" },
  });
  const { deliveries } = await api.deliveries.list.query({ projectId });
  const { events } = await api.events.list.query({ projectId });
  const program = await api.identities.create.mutate({ organizationId, name: "deploy-pipeline" });
  await api.identities.createClientSecret.mutate({ organizationId, identityId: program.id });
  await api.identities.addToProject.mutate({ projectId, identityId: program.id, role: "member" });
  const organization = `/organizations/${organizationId}`;
  const project = `/projects/${projectId}`;
  return [
    "/docs/api",
    "/docs/api/createEnvironment",
    ...["profile", "sessions", "security"].map((path) => `/account/${path}`),
    new URL((await api.passwordResets.create.mutate({ userId: approver })).link).pathname,
    "/instance/slack-app",
    "/instance/organizations",
    "/instance/users",
    `/instance/users/${approver}`,
    "/instance/audit",
    "/instance/health",
    "/notices",
    new URL(link).pathname,
    "/invitations/nothing-is-here",
    organization,
    ...[
      "integrations",
      "integrations/new",
      "integrations/new?platform=slack",
      `integrations/${integrationId}`,
    ].map((path) => `${organization}/${path}`),
    ...["identities", "identities/new", `identities/${program.id}`].map((path) => `${organization}/${path}`),
    ...["members", "audit", "settings"].map((path) => `${organization}/${path}`),
    project,
    ...["access-requests", "access-requests/new", `access-requests/${request.id}`].map(
      (path) => `${project}/${path}`,
    ),
    ...[
      "notifications",
      "notifications?view=matrix",
      "notifications/new",
      "notifications/new?platform=slack",
      "notifications/new?platform=slack-webhook",
    ].map((path) => `${project}/${path}`),
    ...[...destinations, webhook].map(({ id }) => `${project}/notifications/${id}`),
    `${project}/deliveries`,
    ...deliveries.slice(0, 2).map(({ id }) => `${project}/deliveries/${id}`),
    `${project}/events`,
    ...events.slice(0, 1).map(({ id }) => `${project}/events/${id}`),
    ...["members", "environments", "policies", "policies/new", `policies/${policy.id}`].map(
      (path) => `${project}/settings/${path}`,
    ),
    ...["roles", "roles/new", `roles/${role.id}`].map((path) => `${project}/settings/${path}`),
    `${project}/nothing-is-here`,
  ];
}

const test = base.extend<object, { paths: string[] }>({
  paths: [async ({ stack }, use) => use(await furnish(stack)), { scope: "worker", timeout: 60_000 }],
});

async function inspect(page: Page, url: string): Promise<string[]> {
  await page.goto(url, { waitUntil: "networkidle" });
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [
    ...serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`),
    ...(overflow > 0 ? [`cut off by ${overflow} px`] : []),
  ];
}

test("no page has serious accessibility faults or is cut off, light and dark, on a desk and a phone", async ({
  page,
  stack,
  paths,
}) => {
  test.setTimeout(900_000);
  const { baseUrl } = stack.bellwire;
  const found: Record<string, string[]> = {};
  const looks = [
    { name: "desk light", colorScheme: "light", width: 1280 },
    { name: "phone dark", colorScheme: "dark", width: 390 },
  ] as const;
  found["sign-in"] = await inspect(page, `${baseUrl}/sign-in`);
  await signInInBrowser(page, baseUrl, ada);
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize({ width: look.width, height: 844 });
    for (const path of paths) found[`${look.name} ${path}`] = await inspect(page, `${baseUrl}${path}`);
  }
  expect(Object.fromEntries(Object.entries(found).filter(([, faults]) => faults.length > 0))).toEqual({});
});

test("the keyboard alone is enough to sign in, skip to the content, jump by name, and ask for access", async ({
  page,
  stack,
  paths,
}) => {
  const { baseUrl } = stack.bellwire;
  expect(paths.length).toBeGreaterThan(0);
  await page.goto(`${baseUrl}/sign-in`);
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.keyboard.type(ada.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(ada.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/projects\//);
  await expect(page.getByRole("heading", { level: 1, name: "Payments" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Access requests");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/access-requests$/);
  const ask = page.getByRole("link", { name: "Request access" }).first();
  await ask.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/access-requests\/new$/);
  await page.getByLabel("Environment").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("option").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByLabel("Secret path").focus();
  await page.keyboard.type("/payments/keyboard");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/access-requests\/[0-9a-f-]{36}/);
});

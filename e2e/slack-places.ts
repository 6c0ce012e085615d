import type { Page } from "@playwright/test";
import { z } from "zod";
import { type ConnectOutcome, connectOutcomes } from "#server/integrations/connect-outcomes.ts";
import { type Api, apiOf, signInOverHttp } from "./api.ts";
import { ada, expect, type Stack, signInInBrowser } from "./fixtures.ts";

const createdApp = z.object({
  appId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  signingSecret: z.string(),
});

/** The instance's Slack app: made from its manifest, saved with its Signing Secret, its address verified at Slack. */
export async function setUpSlackApp(stack: Stack, api: Api): Promise<z.output<typeof createdApp>> {
  const { manifest } = await api.slackApp.get.query();
  const made = await stack.sandbox.control("POST", "apps", { manifest: JSON.parse(manifest) });
  const app = createdApp.parse(made);
  const { clientId, clientSecret, signingSecret } = app;
  await api.slackApp.save.mutate({ clientId, clientSecret, signingSecret });
  const verdict = await stack.sandbox.control("POST", `apps/${app.appId}`, { action: "verify" });
  if (!z.object({ verified: z.boolean() }).parse(verdict).verified)
    throw new Error("Slack was not answered.");
  return app;
}

/** Sets the instance up over HTTP; answers the procedures as Ada, its admin. */
export async function setUpOverHttp({ bellwire }: Stack): Promise<Api> {
  const code = await bellwire.setupCode();
  const names = { organizationName: "Home", projectName: "Home" };
  await apiOf(bellwire.baseUrl).session.setUp.mutate({ ...ada, ...names, code });
  return apiOf(bellwire.baseUrl, await signInOverHttp(bellwire.baseUrl, ada));
}

export type Place = { organizationId: string; projectId: string };

/** An organization of Ada's own with one project, in which access to production needs somebody's approval. */
export async function newPlace(api: Api, name: string): Promise<Place> {
  const { id: organizationId } = await api.instanceOrganizations.create.mutate({ name, plan: "enterprise" });
  const { id: projectId } = await api.projects.create.mutate({ organizationId, name: "Payments" });
  const { id: approver } = await api.session.me.query();
  await api.accessPolicies.create.mutate({
    projectId,
    name: "Production",
    pathGlob: "/**",
    approverIds: [approver],
    requiredApprovals: 1,
    allowSelfApproval: true,
  });
  return { organizationId, projectId };
}

/** Something that happens in a place, and is told where it is subscribed to. */
export async function askForAccess(api: Api, { projectId }: Place, secretPath: string): Promise<void> {
  await api.accessRequests.create.mutate({
    projectId,
    environment: "prod",
    secretPath,
    permissions: ["read"],
    durationSeconds: 3_600,
    note: "",
  });
}

const workspaceSchema = z.object({ id: z.string(), name: z.string() });

/** Another workspace at Slack, with a channel besides general. */
export async function newWorkspace({ sandbox }: Stack, name: string, channel = "alerts") {
  const made = await sandbox.control("POST", "workspaces", { name });
  const workspace = workspaceSchema.parse(made);
  await sandbox.control("POST", "channels", { team: workspace.id, name: channel });
  return workspace;
}

/** Decides on Slack's consent page, which the browser is on its way to. */
export async function consent(page: Page, workspace: string): Promise<void> {
  await page.waitForURL(/\/oauth\/v2\/authorize/);
  await page.getByLabel("Workspace").selectOption({ label: workspace });
  await page.getByRole("button", { name: /^Allow/ }).click();
}

/** The page that connecting ends on says how it ended; the code of that leaves the address as soon as it is told. */
export async function cameBack(page: Page, path: string, result: ConnectOutcome): Promise<void> {
  await page.waitForURL(new RegExp(`/${path}(\\?result=${result})?$`));
  const told = page.getByRole("main").getByText(connectOutcomes[result].title, { exact: true });
  await expect(told).toBeVisible();
}

/** Signs Ada in and connects a workspace from the settings of her organization; ends on the integration's page. */
export async function connectFromSettings(
  page: Page,
  stack: Stack,
  { organizationId }: Place,
  workspace: string,
): Promise<void> {
  const { baseUrl } = stack.bellwire;
  await signInInBrowser(page, baseUrl, ada);
  await page.goto(`${baseUrl}/organizations/${organizationId}/settings`);
  await page.getByRole("button", { name: "Add to Slack" }).click();
  await consent(page, workspace);
  await cameBack(page, "settings", "connected");
  await page.getByRole("main").getByRole("link", { name: workspace, exact: true }).click();
  await page.waitForURL(/\/integrations\/[0-9a-f-]{36}$/);
}

/** The integration whose page the browser shows. */
export const integrationOf = (page: Page): string => new URL(page.url()).pathname.split("/").at(-1) ?? "";

const messagesSchema = z.object({ messages: z.array(z.object({ text: z.string() })) });

/** The paths that the requests told in a channel were for, in the order in which they stand there. */
export async function pathsTold({ sandbox }: Stack, team: string, channel: string): Promise<string[]> {
  const answer = await sandbox.control("GET", `messages?team=${team}&channel=${channel}`);
  const texts = messagesSchema.parse(answer).messages.map(({ text }) => text);
  return texts.flatMap((text) => [...text.matchAll(/\/payments\/[a-z0-9-]+/g)].map(([path]) => path));
}

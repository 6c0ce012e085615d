import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { ACME, GLOBEX, type Opened, openSandbox, REDIRECT, refusalOf } from "./testing.ts";

const made = z.object({
  id: z.string(),
  workspaces: z.array(z.object({ id: z.string(), name: z.string() })),
});

let open: Opened;
let organization: z.infer<typeof made>;
beforeEach(async () => {
  open = await openSandbox();
  const body = { name: "Initech Holding", workspaces: ["Acme", "Umbrella"] };
  organization = made.parse(await open.control("organizations", body));
});
afterEach(() => open.sandbox.stop());

async function connect(
  app: { clientId: string; clientSecret: string },
  teamId: string,
  scope = "chat:write,channels:read",
  more: Record<string, string> = {},
) {
  const query = { client_id: app.clientId, scope, redirect_uri: REDIRECT, state: "s" };
  const { location, page } = await open.decide(query, { decision: "allow", team_id: teamId, ...more });
  const code = location?.searchParams.get("code");
  if (!code) return { location, page, body: {} };
  const fields = {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    code,
    redirect_uri: REDIRECT,
  };
  return { location, page, body: (await open.form("oauth.v2.access", fields)).body };
}

it("names the organization of a workspace that belongs to one", async () => {
  const app = await open.createApp();
  const { body } = await connect(app, ACME);
  expect(body).toMatchObject({
    team: { id: ACME, name: "Acme" },
    enterprise: { id: organization.id, name: "Initech Holding" },
    is_enterprise_install: false,
  });
  const who = await open.client(String(body.access_token)).auth.test();
  expect(who).toMatchObject({ team_id: ACME, enterprise_id: organization.id, is_enterprise_install: false });
});

it("offers the whole organization only to apps that opted in, and answers without a team", async () => {
  const app = await open.createApp();
  const refused = await connect(app, organization.id);
  expect(refused.location).toBeNull();
  await open.control(`apps/${app.appId}`, { action: "org_deploy" });
  const query = new URLSearchParams({ client_id: app.clientId, scope: "chat:write", redirect_uri: REDIRECT });
  const page = await (await fetch(`${open.url}/oauth/v2/authorize?${query}`)).text();
  expect(page).toContain("Initech Holding (the whole organization)");
  const { body } = await connect(app, organization.id, "chat:write,channels:read,incoming-webhook");
  expect(body).toMatchObject({
    team: null,
    enterprise: { id: organization.id, name: "Initech Holding" },
    is_enterprise_install: true,
  });
  expect(body).not.toHaveProperty("incoming_webhook");
});

it("asks an organization's token for the workspace, by argument or by channel", async () => {
  const app = await open.createApp();
  await open.control(`apps/${app.appId}`, { action: "org_deploy" });
  const { body } = await connect(app, organization.id, "chat:write,chat:write.public,channels:read");
  const client = open.client(String(body.access_token));
  expect(await client.auth.test()).toMatchObject({
    team_id: organization.id,
    enterprise_id: organization.id,
    is_enterprise_install: true,
  });
  expect((await refusalOf(client.conversations.list())).error).toBe("missing_argument");
  expect((await refusalOf(client.conversations.list({ team_id: GLOBEX }))).error).toBe("missing_argument");
  const umbrella = organization.workspaces[1]?.id ?? "";
  expect((await client.conversations.list({ team_id: umbrella })).channels).toHaveLength(1);
  expect((await client.chat.postMessage({ channel: "C0ACMEGEN01", text: "x" })).ok).toBe(true);
  expect((await refusalOf(client.chat.postMessage({ channel: "C0GLBXGEN01", text: "x" }))).error).toBe(
    "channel_not_found",
  );
});

it("refuses the second workspace of an app that is not distributed, until it is", async () => {
  const app = await open.createApp();
  const refused = await connect(app, GLOBEX);
  expect(refused.location?.search).toBe("?error=invalid_team_for_non_distributed_app&state=s");
  await open.control("settings", { authorizeErrors: "page" });
  const shown = await connect(app, GLOBEX);
  expect(shown.location).toBeNull();
  expect(shown.page).toContain("invalid_team_for_non_distributed_app");
  await fetch(`${open.url}/apps/${app.appId}`, {
    method: "POST",
    body: new URLSearchParams({ step: "distribute" }),
  });
  expect((await connect(app, GLOBEX)).body).toMatchObject({ ok: true, team: { id: GLOBEX } });
});

it.each(["scope_not_allowed_on_enterprise", "unapproved_scope", "access_denied", "invalid_scope"])(
  "answers %s on the callback when ordered",
  async (error) => {
    const app = await open.createApp();
    await open.control("faults", { kind: "error", method: "authorize", error });
    expect((await connect(app, ACME)).location?.search).toBe(`?error=${error}&state=s`);
    expect((await connect(app, ACME)).body.ok).toBe(true);
  },
);

it("troubles the consent page only by name", async () => {
  const app = await open.createApp();
  const query = { client_id: app.clientId, scope: "chat:write", redirect_uri: REDIRECT };
  const allow = () => open.decide(query, { decision: "allow", team_id: ACME });
  await open.control("faults", { kind: "http_500_html" });
  expect((await allow()).location).not.toBeNull();
  await open.control("faults", undefined, "DELETE");
  await open.control("faults", { kind: "http_500_html", method: "authorize" });
  const { location, page } = await allow();
  expect(location).toBeNull();
  expect(page).toContain("Server Error");
});

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { type Api, apiOf, signInOverHttp } from "./api.ts";
import { ada, createTest, expect, signInInBrowser } from "./fixtures.ts";
import { setUpOverHttp, setUpSlackApp } from "./slack-places.ts";

// The integration API as the DriftWise page tells it, driven by curl as a program or a script would.

const execute = promisify(execFile);

type Reply = { status: number; body: unknown; location: string | null };

/** Calls an address with curl. */
async function curl(...args: string[]): Promise<Reply> {
  const out = "\n%{http_code} %{redirect_url}";
  const { stdout } = await execute("curl", ["--silent", "--write-out", out, ...args]);
  const at = stdout.lastIndexOf("\n");
  const [status = "", location = ""] = stdout.slice(at + 1).split(" ");
  const text = stdout.slice(0, at);
  const body: unknown = text.startsWith("{") ? JSON.parse(text) : text;
  return { status: Number(status), body, location: location || null };
}

type Caller = {
  api: Api;
  organizationId: string;
  /** Curl as Ada: her session, and a jar that keeps what is set. */
  asAda: (...args: string[]) => Promise<Reply>;
  base: string;
};

const test = createTest().extend<object, { caller: Caller }>({
  caller: [
    async ({ stack }, use) => {
      const api = await setUpOverHttp(stack);
      const { baseUrl } = stack.bellwire;
      const folder = await mkdtemp(path.join(tmpdir(), "bellwire-curl-"));
      const jar = path.join(folder, "cookies");
      const session = await signInOverHttp(baseUrl, ada);
      // A jar takes cookies only from answers; the session's are put into it as a browser has them.
      const sessionCookies = session.split("; ").flatMap((pair) => ["--cookie", pair]);
      const asAda = (...args: string[]) =>
        curl(...sessionCookies, "--cookie", jar, "--cookie-jar", jar, ...args);
      const [organization] = await api.organizations.mine.query();
      const base = `${baseUrl}/api/v1/workflow-integrations/slack`;
      await use({ api, asAda, base, organizationId: organization?.id ?? "" });
      await rm(folder, { recursive: true });
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

const json = (body: unknown) => [
  "--header",
  "Content-Type: application/json",
  "--data",
  JSON.stringify(body),
];
const write = ["--header", "X-Requested-With: curl"];
const urlSchema = z.object({ url: z.url() });
/** Presses Allow on the consent page behind an address; answers where Slack sends the browser. */
async function allow(url: string, team = "T0ACME00001"): Promise<string> {
  const form = ["--data", "decision=allow", "--data", `team_id=${team}`];
  return (await curl(...form, url)).location ?? "";
}

test("status, install and uninstall by curl: not available, available, connected, removed", async ({
  page,
  stack,
  caller: { api, asAda, base, organizationId },
}) => {
  const statusUrl = `${base}/status?organizationId=${organizationId}`;
  const settings = `${stack.bellwire.baseUrl}/organizations/${organizationId}/settings`;
  // The instance has no Slack app: the third shape, no install, and no card in the settings.
  expect(await asAda(statusUrl)).toMatchObject({ status: 200, body: { installed: false, available: false } });
  const install = (...more: string[]) => asAda(...json({ organizationId }), ...more, `${base}/install`);
  expect(await install()).toMatchObject({ status: 409, body: { error: { code: "conflict" } } });
  await signInInBrowser(page, stack.bellwire.baseUrl, ada);
  await page.goto(settings);
  await expect(page.getByRole("heading", { name: "General" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Slack", exact: true })).toHaveCount(0);
  // Whoever was at Slack while the app was taken away is told all the same.
  await page.goto(`${settings}?result=not_configured`);
  await expect(page.getByText("This instance has no Slack app any more.")).toBeVisible();

  await setUpSlackApp(stack, api);
  expect((await asAda(statusUrl)).body).toEqual({ installed: false });
  const started = await install();
  expect(started.status).toBe(200);
  const { url } = urlSchema.parse(started.body);
  const asked = new URL(url).searchParams;
  expect(asked.get("scope")).toBe("chat:write,chat:write.public,channels:read,groups:read");

  const callback = await allow(url);
  const returned = await asAda(callback);
  expect(returned).toMatchObject({ status: 303, location: `${settings}?result=connected` });
  await page.goto(returned.location ?? "");
  await expect(page.getByText("Connected to Acme")).toBeVisible();
  const connected = await asAda(statusUrl);
  expect(connected.status).toBe(200);
  expect(connected.body).toEqual({
    installed: true,
    team_id: "T0ACME00001",
    team_name: "Acme",
    scopes: ["chat:write", "chat:write.public", "channels:read", "groups:read"],
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  expect(JSON.stringify(connected.body)).not.toContain("xox");
  // The same answer of Slack counts once.
  expect((await asAda(callback)).status).toBe(400);

  const active = `${base}?organizationId=${organizationId}`;
  expect((await asAda("--request", "DELETE", active)).status).toBe(403);
  expect(await asAda("--request", "DELETE", ...write, active)).toMatchObject({
    status: 200,
    body: { destinations: 0, revoked: true },
  });
  expect((await asAda(statusUrl)).body).toEqual({ installed: false });
  expect((await asAda("--request", "DELETE", ...write, active)).status).toBe(404);
});

test("a machine identity reads the status and removes one workspace by id, but a person has to connect it", async ({
  stack,
  caller: { api, asAda, base, organizationId },
}) => {
  if (!(await api.slackApp.availability.query()).configured) await setUpSlackApp(stack, api);
  const started = await asAda(...json({ organizationId, alias: "by-curl" }), `${base}/install`);
  await asAda(await allow(urlSchema.parse(started.body).url));
  const { integrations } = await api.integrations.list.query({ organizationId });
  const [integration] = integrations;
  expect(integration).toMatchObject({ alias: "by-curl", trouble: null });

  const bearer = async (role: "admin" | "member") => {
    const { id } = await api.identities.create.mutate({ organizationId, name: `program-${role}`, role });
    const login = await api.identities.createClientSecret.mutate({ organizationId, identityId: id });
    const { clientId, clientSecret } = login;
    const address = `${stack.bellwire.baseUrl}/api/v1/auth/universal-auth/login`;
    const { body } = await curl(...json({ clientId, clientSecret }), address);
    const { accessToken } = z.object({ accessToken: z.string() }).parse(body);
    return ["--header", `Authorization: Bearer ${accessToken}`];
  };
  const [admin, member] = [await bearer("admin"), await bearer("member")];
  const statusUrl = `${base}/status?organizationId=${organizationId}`;
  for (const program of [admin, member]) {
    expect(await curl(...program, statusUrl)).toMatchObject({ status: 200, body: { installed: true } });
    expect((await curl(...program, ...json({ organizationId }), `${base}/install`)).status).toBe(403);
  }
  const one = `${base}/${integration?.id}`;
  expect((await curl("--request", "DELETE", one)).status).toBe(401);
  expect((await curl(...member, "--request", "DELETE", one)).status).toBe(403);
  expect(await curl(...admin, "--request", "DELETE", one)).toMatchObject({
    status: 200,
    body: { revoked: true },
  });
  expect((await curl(...admin, "--request", "DELETE", one)).status).toBe(404);
  const { entries } = await api.audit.list.query({ organizationId, action: "slack.uninstalled" });
  expect(entries[0]).toMatchObject({ actorName: "program-admin" });
});

test("what changed between install and callback closes the door: plan 402, membership 403, another browser 403", async ({
  stack,
  caller: { api, asAda, base },
}) => {
  if (!(await api.slackApp.availability.query()).configured) await setUpSlackApp(stack, api);
  const { id: organizationId } = await api.instanceOrganizations.create.mutate({
    name: "Closing doors",
    plan: "team",
  });
  const start = async () => {
    const started = await asAda(...json({ organizationId }), `${base}/install`);
    return allow(urlSchema.parse(started.body).url);
  };
  const changePlan = (plan: "free" | "team") =>
    api.instanceOrganizations.changePlan.mutate({ organizationId, plan });

  const paid = await start();
  await changePlan("free");
  expect(await asAda(paid)).toMatchObject({
    status: 402,
    body: expect.stringContaining("team or enterprise"),
  });
  expect(await asAda(...json({ organizationId }), `${base}/install`)).toMatchObject({
    status: 402,
    body: { error: { code: "payment_required", details: { neededPlan: "team" } } },
  });
  await changePlan("team");

  const elsewhere = await start();
  const cookie = await signInOverHttp(stack.bellwire.baseUrl, ada);
  expect((await curl("--cookie", cookie, elsewhere)).status).toBe(403);
  expect((await curl(elsewhere)).status).toBe(401);

  // Ada leaves: somebody else owns the organization from then on.
  const bob = { name: "Bob", email: "bob@example.com", password: "another long enough sentence" };
  const invited = await api.invitations.create.mutate({ organizationId, email: bob.email, role: "owner" });
  const token = new URL(invited.link).pathname.split("/").at(-1) ?? "";
  await apiOf(stack.bellwire.baseUrl).invitations.join.mutate({ ...bob, token });
  const late = await start();
  await api.members.leave.mutate({ organizationId });
  expect((await asAda(late)).status).toBe(403);
  const asBob = apiOf(stack.bellwire.baseUrl, await signInOverHttp(stack.bellwire.baseUrl, bob));
  expect((await asBob.integrations.list.query({ organizationId })).integrations).toEqual([]);
});

test("a callback called too often from one address answers 429 with Retry-After", async ({
  stack,
  caller: { organizationId },
}) => {
  expect(organizationId).not.toBe("");
  const callback = `${stack.bellwire.baseUrl}/api/slack/oauth/callback?state=x&code=y`;
  const { stdout } = await execute("curl", [
    ...["--silent", "--output", "/dev/null", "--write-out", "%{http_code} %header{retry-after}\n"],
    ...Array.from({ length: 30 }, (_, n) => `${callback}${n}`),
  ]);
  const last = stdout.trim().split("\n").at(-1) ?? "";
  expect(last).toMatch(/^429 [1-9]\d*$/);
});

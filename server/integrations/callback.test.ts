import { sessionCookie } from "#server/testing/request-scope.ts";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { ConnectOutcome } from "#server/integrations/connect-outcomes.ts";
import { type Bench, createBench, globex, withQuery } from "#server/integrations/test-bench.ts";
import {
  type Browser,
  comeBack as sendBack,
  consentedBrowser,
  targetOf,
} from "#server/integrations/test-browser.ts";
import { createManifest } from "#server/slack/app/manifest.ts";
import { saveSlackApp } from "#server/slack/app/save-slack-app.ts";
import { setRuntime } from "#server/runtime.ts";

// The real route with real requests, as the browser sends them when it comes back from Slack.

let bench: Bench;
let organizationId: string;
let session: Record<"owner" | "admin" | "ended", string>;
let logged = "";
const origin = "http://localhost:3000";

beforeAll(async () => {
  bench = await createBench();
  ({ organizationId } = bench.world);
  // Without the redaction of the real one: what would reach it must be free of secrets already.
  const write = (line: string) => {
    logged += line;
  };
  const logger = pino({ level: "trace" }, { write });
  setRuntime({ ...bench.runtime, logger });
  const { owner, admin } = bench.world;
  const ended = await sessionCookie(bench.runtime, owner.id);
  await bench.database.db.session.deleteMany();
  session = {
    owner: await sessionCookie(bench.runtime, owner.id),
    admin: await sessionCookie(bench.runtime, admin.id),
    ended,
  };
});
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const setPlan = (plan: "free") =>
  bench.database.db.organization.update({ where: { id: organizationId }, data: { plan } });
async function setRole(role: "member" | null): Promise<void> {
  const { db } = bench.database;
  const id = { organizationId, userId: bench.world.owner.id };
  await db.organizationMember.deleteMany({ where: id });
  if (role) await db.organizationMember.create({ data: { ...id, role } });
}

const consented = (decision = {}) => consentedBrowser(bench, session.owner, decision);
const comeBack = (browser: Browser) => sendBack(bench, browser);
const installedRows = () => bench.database.db.workflowIntegration.count();

test("an approved connection leads to the integration, once, and takes its cookie back", async () => {
  const browser = await consented();
  const first = await comeBack(browser);
  expect(first.status).toBe(303);
  const target = await targetOf(first);
  expect(target.origin).toBe(origin);
  expect(target.pathname).toMatch(
    new RegExp(`^/organizations/${organizationId}/integrations/[0-9a-f-]{36}$`),
  );
  expect(target.search).toBe("?result=connected");
  expect(first.headers.get("set-cookie")).toContain("Max-Age=0");
  expect(first.headers.get("cache-control")).toBe("no-store");
  expect(first.headers.get("referrer-policy")).toBe("no-referrer");
  expect(await installedRows()).toBe(1);
  expect((await comeBack(browser)).status).toBe(400);
  expect(await installedRows()).toBe(1);
});

const change = (over: Record<string, string | null>) => async (): Promise<Browser> => {
  const browser = await consented();
  return { ...browser, search: withQuery(browser.search, over) };
};
const says = (error: string) => change({ code: null, error });
const after = (work: () => unknown) => async (): Promise<Browser> => {
  const browser = await consented();
  await work();
  return browser;
};
const but = (over: () => Partial<Browser>) => async (): Promise<Browser> => ({
  ...(await consented()),
  ...over(),
});

const roads: [string, number, ConnectOutcome, () => Promise<Browser>][] = [
  ["a forged state", 400, "state_forged", change({ state: "Zm9yZ2Vk.c2lnbmF0dXJl" })],
  [
    "a state whose signature was changed",
    400,
    "state_forged",
    async () => {
      const browser = await consented();
      const state = new URLSearchParams(browser.search).get("state") ?? "";
      const last = state.endsWith("A") ? "B" : "A";
      return { ...browser, search: withQuery(browser.search, { state: `${state.slice(0, -1)}${last}` }) };
    },
  ],
  [
    "a state of another instance",
    400,
    "state_forged",
    after(() => bench.database.db.slackOauthState.deleteMany()),
  ],
  ["no state", 400, "state_missing", change({ state: null })],
  ["no code", 400, "code_missing", change({ code: null })],
  ["nothing at all", 400, "state_missing", but(() => ({ search: "" }))],
  [
    "a replayed state",
    400,
    "state_replayed",
    async () => {
      const denied = await consented({ allow: false });
      await comeBack(denied);
      return { ...denied, search: withQuery(denied.search, { error: null, code: "1.2.3" }) };
    },
  ],
  ["an expired state", 400, "state_expired", after(() => bench.clock.advance(10 * 60_000))],
  ["another browser", 403, "other_browser", but(() => ({ secret: "of-another-browser" }))],
  ["a browser without the cookie", 403, "other_browser", but(() => ({ secret: null }))],
  ["another person of the organization", 403, "other_person", but(() => ({ session: session.admin }))],
  ["nobody signed in", 401, "signed_out", but(() => ({ session: null }))],
  ["a session that is no more", 401, "signed_out", but(() => ({ session: session.ended }))],
  ["membership that ended in between", 403, "not_member", after(() => setRole(null))],
  ["a role that was lowered in between", 403, "no_permission", after(() => setRole("member"))],
  ["a plan that was lowered in between", 402, "plan", after(() => setPlan("free"))],
  ["a denial", 303, "denied", () => consented({ allow: false })],
  [
    "a denial told without its state",
    303,
    "denied",
    change({ state: null, code: null, error: "access_denied" }),
  ],
  ["a denial with a forged state", 400, "state_forged", change({ state: "a.b", error: "access_denied" })],
  ["error=invalid_scope", 303, "authorize_invalid_scope", says("invalid_scope")],
  [
    "error=invalid_team_for_non_distributed_app",
    303,
    "authorize_invalid_team",
    says("invalid_team_for_non_distributed_app"),
  ],
  [
    "error=scope_not_allowed_on_enterprise",
    303,
    "authorize_not_on_enterprise",
    says("scope_not_allowed_on_enterprise"),
  ],
  ["error=unapproved_scope", 303, "authorize_unapproved_scope", says("unapproved_scope")],
  ["error=bad_redirect_uri", 303, "bad_redirect_uri", says("bad_redirect_uri")],
  ["an error nobody documented", 303, "authorize_other", says("<script>alert(1)</script>")],
  [
    "an app that is not distributed, in a second workspace",
    303,
    "authorize_invalid_team",
    async () => {
      await bench.control("POST", "settings", { distributed: false });
      return consented({ team: globex });
    },
  ],
  [
    "Slack refusing the code",
    303,
    "exchange_invalid_code",
    change({ code: "1111.2222.0123456789abcdef0123456789abcdef" }),
  ],
  [
    "Slack being down",
    303,
    "slack_unreachable",
    after(() => bench.fault({ kind: "http_500_html", method: "oauth.v2.access", times: "always" })),
  ],
  [
    "a token that Slack takes back at once",
    303,
    "token_invalid",
    after(async () => {
      await bench.fault({ kind: "error", method: "auth.test", error: "token_revoked", skip: 1 });
      await bench.fault({ kind: "error", method: "auth.revoke", error: "token_revoked" });
    }),
  ],
];

test.each(roads)("%s: %i, %s, nothing stored", async (_name, status, outcome, prepare) => {
  const browser = await prepare();
  const answer = await comeBack(browser);
  expect(answer.status).toBe(status);
  const target = await targetOf(answer);
  expect([target.origin, target.searchParams.get("result")]).toEqual([origin, outcome]);
  expect(await installedRows()).toBe(0);
  expect(await bench.database.db.auditEntry.count({ where: { action: "slack.installed" } })).toBe(0);
});

test("an installation for a whole Enterprise organization is refused with its reason, and its token revoked", async () => {
  const { db } = bench.database;
  const before = await db.slackApp.findUniqueOrThrow({ where: { id: 1 } });
  const manifest = createManifest(bench.runtime.env);
  const settings = { ...manifest.settings, org_deploy_enabled: true };
  const made = await bench.control("POST", "apps", { manifest: { ...manifest, settings }, orgDeploy: true });
  const app = z.object({ appId: z.string(), clientId: z.string(), clientSecret: z.string() }).parse(made);
  await bench.control("POST", `apps/${app.appId}`, { action: "org_deploy" });
  await saveSlackApp(bench.as(bench.world.instanceAdmin), app);
  const body = { name: "Umbrella", workspaces: ["Umbrella North"] };
  const { id } = z.object({ id: z.string() }).parse(await bench.control("POST", "organizations", body));
  const answer = await comeBack(await consented({ team: id }));
  expect([answer.status, (await targetOf(answer)).searchParams.get("result")]).toEqual([
    403,
    "enterprise_install",
  ]);
  expect(await answer.text()).toContain("Bellwire connects single workspaces");
  expect(await bench.callsOf("auth.revoke")).toMatchObject([{ ok: true }]);
  expect(await installedRows()).toBe(0);
  await db.slackApp.update({ where: { id: 1 }, data: before });
});

describe("one address", () => {
  test("that comes too often is told when to come again, without a call to Slack or a look at its state", async () => {
    const browser = await consented();
    const statuses: number[] = [];
    let last = new Response();
    for (let n = 0; n < 22; n += 1) {
      last = await comeBack({ ...browser, search: "?state=x&code=y" });
      statuses.push(last.status);
    }
    expect([statuses[0], statuses.at(-1)]).toEqual([400, 429]);
    const seconds = Number(last.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(await last.text()).not.toContain("http-equiv");
    expect((await comeBack(browser)).status).toBe(429);
    expect(await bench.callsOf("oauth.v2.access")).toEqual([]);
    // Nobody else waits for it, and it may come again when it was told to.
    expect((await comeBack({ ...browser, search: "", address: "198.51.100.7" })).status).toBe(400);
    bench.clock.advance(seconds * 1_000);
    expect((await comeBack(browser)).status).toBe(303);
  });
});

test("no parameter leads anywhere else", async () => {
  const evil = "https://evil.example/";
  const names = ["redirect", "redirect_uri", "returnTo", "return_to", "next", "callbackUrl", "url", "to"];
  for (const decision of [{}, { allow: false }]) {
    const browser = await consented(decision);
    const search = withQuery(browser.search, Object.fromEntries(names.map((name) => [name, evil])));
    const answer = await comeBack({ ...browser, search });
    expect((await targetOf(answer)).origin).toBe(origin);
    expect(`${[...answer.headers]}${await answer.text()}`).not.toContain("evil");
    await bench.reset();
  }
});

test("no token, code, secret or state stands in any address, page or log line", async () => {
  logged = "";
  const answers: string[] = [];
  const secrets: string[] = [bench.app.clientSecret];
  for (const [, , , prepare] of roads) {
    await bench.reset();
    const browser = await prepare();
    const answer = await comeBack(browser);
    answers.push(
      `${answer.headers.get("location")} ${answer.headers.get("set-cookie")} ${await answer.text()}`,
    );
    const query = new URLSearchParams(browser.search);
    for (const name of ["code", "state"]) {
      const value = query.get(name) ?? "";
      if (value.length > 20) secrets.push(value);
    }
    if (browser.secret && browser.secret.length > 20) secrets.push(browser.secret);
  }
  await bench.reset();
  const done = await comeBack(await consented());
  answers.push(`${done.headers.get("location")} ${done.headers.get("set-cookie")}`);
  const told = `${answers.join("\n")}\n${logged}`;
  expect(logged).not.toBe("");
  expect(told).not.toMatch(/xox[bpe]/);
  for (const secret of secrets) expect(told).not.toContain(secret);
});

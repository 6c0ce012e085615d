import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { ACME, GLOBEX, type Opened, openSandbox, REDIRECT, refusalOf, testClock } from "../testing.ts";

const HOUR = 3_600_000;
const credentials = z.object({ appId: z.string(), clientId: z.string(), clientSecret: z.string() });
const issued = z.looseObject({
  ok: z.literal(true),
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
});

let open: Opened;
let clock: ReturnType<typeof testClock>;
let app: z.infer<typeof credentials>;
beforeEach(async () => {
  clock = testClock();
  open = await openSandbox({ now: clock.now });
  const body = { name: "Rotating", scopes: ["chat:write"], redirectUrls: [REDIRECT], tokenRotation: true };
  app = credentials.parse(await open.control("apps", body));
});
afterEach(() => open.sandbox.stop());

const access = async (fields: Record<string, string>) => {
  const { clientId, clientSecret } = app;
  const sent = { client_id: clientId, client_secret: clientSecret, ...fields };
  return (await open.form("oauth.v2.access", sent)).body;
};
const refresh = (refresh_token: string) => access({ grant_type: "refresh_token", refresh_token });
const testOf = async (token: string) => (await open.form("auth.test", { token })).body;

async function connect() {
  const query = { client_id: app.clientId, scope: "chat:write", redirect_uri: REDIRECT };
  const { location } = await open.decide(query, { decision: "allow", team_id: ACME });
  return issued.parse(
    await access({ code: location?.searchParams.get("code") ?? "", redirect_uri: REDIRECT }),
  );
}

it("issues expiring tokens, and says on a reinstall how much of the life is left", async () => {
  const first = await connect();
  expect(first).toMatchObject({
    access_token: expect.stringMatching(/^xoxe\.xoxb-1-/),
    refresh_token: expect.stringMatching(/^xoxe-1-/),
    expires_in: 43_200,
    token_type: "bot",
  });
  clock.advance(3 * HOUR);
  expect(await connect()).toMatchObject({ access_token: first.access_token, expires_in: 32_400 });
  expect(await testOf(first.access_token)).toMatchObject({ ok: true, expires_in: 32_400 });
  clock.advance(9 * HOUR);
  expect(await testOf(first.access_token)).toMatchObject({ ok: false, error: "token_expired" });
});

it("refreshes once per refresh token, with a short grace, and keeps two access tokens alive", async () => {
  const first = await connect();
  const second = issued.parse(await refresh(first.refresh_token));
  expect(second).toMatchObject({ team: { id: ACME }, is_enterprise_install: false, scope: "chat:write" });
  expect((await testOf(first.access_token)).ok).toBe(true);
  const third = issued.parse(await refresh(second.refresh_token));
  expect(await testOf(first.access_token)).toMatchObject({ error: "token_revoked" });
  expect((await testOf(second.access_token)).ok).toBe(true);
  expect((await refresh(second.refresh_token)).ok).toBe(true);
  clock.advance(61_000);
  expect(await refresh(third.refresh_token)).toMatchObject({ error: "invalid_refresh_token" });
  expect(await refresh("xoxe-1-never")).toMatchObject({ error: "invalid_refresh_token" });
});

it("revokes only the one token of a rotating app while another lives", async () => {
  const first = await connect();
  const second = issued.parse(await refresh(first.refresh_token));
  await open.client(first.access_token).auth.revoke();
  expect(await testOf(first.access_token)).toMatchObject({ error: "token_revoked" });
  expect((await testOf(second.access_token)).ok).toBe(true);
  await open.client(second.access_token).auth.revoke();
  expect(await testOf(second.access_token)).toMatchObject({ error: "token_revoked" });
  expect(await refresh(second.refresh_token)).toMatchObject({ error: "invalid_refresh_token" });
});

it("expires a token on command, and a refresh helps", async () => {
  const first = await connect();
  await open.control("revoke", { token: first.access_token, as: "token_expired" });
  expect(await testOf(first.access_token)).toMatchObject({ error: "token_expired" });
  const second = issued.parse(await refresh(first.refresh_token));
  expect((await testOf(second.access_token)).ok).toBe(true);
});

it("exchanges a long-lived token once, where rotation is on", async () => {
  const plain = await open.createApp(["chat:write"]);
  const token = await open.install(plain.clientId, ["chat:write"]);
  const exchange = async (fields: Record<string, string> = {}) => {
    const { clientId, clientSecret } = plain;
    const sent = { client_id: clientId, client_secret: clientSecret, token, ...fields };
    return (await open.form("oauth.v2.exchange", sent)).body;
  };
  expect(await exchange()).toMatchObject({ error: "token_rotation_not_enabled" });
  const { apps } = z
    .object({ apps: z.array(z.looseObject({ id: z.string(), manifest: z.record(z.string(), z.unknown()) })) })
    .parse(await open.control("state"));
  const manifest = { ...apps[1]?.manifest, settings: { token_rotation_enabled: true } };
  await open.control(`apps/${plain.appId}`, { action: "update", manifest });
  expect(await exchange({ client_secret: "no" })).toMatchObject({ error: "bad_client_secret" });
  expect(await exchange({ token: "xoxb-never" })).toMatchObject({ error: "invalid_token" });
  const rotated = issued.parse(await exchange());
  expect((await testOf(rotated.access_token)).ok).toBe(true);
  expect(await testOf(token)).toMatchObject({ error: "token_revoked" });
  expect(await exchange()).toMatchObject({ error: "token_already_exchanged" });
  const back = { ...manifest, settings: { token_rotation_enabled: false } };
  expect(await open.control(`apps/${plain.appId}`, { action: "update", manifest: back })).toHaveProperty(
    "error",
  );
});

it("uninstalls with the client's credentials: every token and webhook of that workspace", async () => {
  await open.control("settings", { rateLimits: { enabled: false } });
  const plain = await open.createApp();
  const other = await open.createApp();
  const token = await open.install(plain.clientId, ["chat:write"]);
  const { url } = z
    .object({ url: z.string() })
    .parse(await open.control("webhooks", { channel: "general", app: plain.appId }));
  const uninstall = async (client_id: string, client_secret: string) =>
    (await open.form("apps.uninstall", { token, client_id, client_secret })).body;
  expect(await uninstall("1.2", "x")).toMatchObject({ error: "invalid_client_id" });
  expect(await uninstall(plain.clientId, "x")).toMatchObject({ error: "bad_client_secret" });
  expect(await uninstall(other.clientId, other.clientSecret)).toMatchObject({
    error: "client_id_token_mismatch",
  });
  expect(await uninstall(plain.clientId, plain.clientSecret)).toMatchObject({ ok: true });
  expect(await testOf(token)).toMatchObject({ error: "account_inactive" });
  const posted = await fetch(url, { method: "POST", body: JSON.stringify({ text: "x" }) });
  expect([posted.status, await posted.text()]).toEqual([404, "no_service"]);
  await open.control("settings", { afterUninstall: "token_revoked" });
  const again = await open.install(plain.clientId, ["chat:write"]);
  await open.form("apps.uninstall", {
    token: again,
    client_id: plain.clientId,
    client_secret: plain.clientSecret,
  });
  expect(await testOf(again)).toMatchObject({ error: "token_revoked" });
});

it.each([
  ["uninstalls", 404],
  ["bot_only", 200],
])("follows either of the pages about auth.revoke: %s", async (authRevoke, status) => {
  await open.control("settings", { authRevoke });
  const plain = await open.createApp();
  const token = await open.install(plain.clientId, ["chat:write"]);
  const { url } = z
    .object({ url: z.string() })
    .parse(await open.control("webhooks", { channel: "general", app: plain.appId }));
  await open.client(token).auth.revoke();
  expect((await fetch(url, { method: "POST", body: JSON.stringify({ text: "x" }) })).status).toBe(status);
});

it("switches a whole workspace off and on again", async () => {
  const token = await open.install((await open.createApp()).clientId, ["chat:write"], GLOBEX);
  await open.control("workspaces/Globex", { action: "disable" });
  expect((await refusalOf(open.client(token).auth.test())).error).toBe("account_inactive");
  await open.control("workspaces/Globex", { action: "enable" });
  expect((await open.client(token).auth.test()).ok).toBe(true);
});

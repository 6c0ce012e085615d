import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { type Installation, InstallProvider } from "@slack/oauth";
import { afterEach, describe, expect, it } from "vitest";
import { ACME, GLOBEX, type Opened, openSandbox, REDIRECT, testClock } from "./testing.ts";

let open: Opened;
afterEach(() => open.sandbox.stop());

async function codeFor(clientId: string, scope = "chat:write", redirect = REDIRECT): Promise<string> {
  const query = { client_id: clientId, scope, redirect_uri: redirect, state: "s" };
  const { location } = await open.decide(query, { decision: "allow", team_id: ACME });
  return location?.searchParams.get("code") ?? "";
}

const exchange = (app: { clientId: string; clientSecret: string }, code: string, redirect = REDIRECT) =>
  open.form("oauth.v2.access", {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    code,
    redirect_uri: redirect,
  });

describe("the stock InstallProvider", () => {
  it("installs the app through the consent page and the exchange", async () => {
    open = await openSandbox();
    const app = await open.createApp();
    let stored: Installation | undefined;
    const provider = new InstallProvider({
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      stateSecret: "a secret only this test knows",
      legacyStateVerification: true,
      authorizationUrl: `${open.url}/oauth/v2/authorize`,
      clientOptions: { slackApiUrl: `${open.url}/api/`, retryConfig: { retries: 0 } },
      installationStore: {
        storeInstallation: async (installation) => {
          stored = installation;
        },
        fetchInstallation: async () => {
          throw new Error("not needed");
        },
      },
    });
    const address = await provider.generateInstallUrl({ scopes: ["chat:write"], redirectUri: REDIRECT });
    const query = Object.fromEntries(new URL(address).searchParams);
    const { location } = await open.decide(query, { decision: "allow", team_id: ACME });
    const request = new IncomingMessage(new Socket());
    request.url = `${location?.pathname}${location?.search}`;
    request.headers = { host: "app.example.com" };
    const outcome = await new Promise<string>((resolve) => {
      void provider.handleCallback(request, new ServerResponse(request), {
        success: () => resolve("success"),
        failure: (error) => resolve(error.message),
      });
    });
    expect(outcome).toBe("success");
    expect(stored?.team?.name).toBe("Acme");
    expect(stored?.bot?.token).toMatch(/^xoxb-/);
    expect(stored?.bot?.id).toMatch(/^B/);
  });
});

describe("the consent page", () => {
  it("names the app and the scopes, and picks a channel only for incoming webhooks", async () => {
    open = await openSandbox();
    const app = await open.createApp();
    const page = async (scope: string) => {
      const query = new URLSearchParams({ client_id: app.clientId, scope, redirect_uri: REDIRECT });
      return (await fetch(`${open.url}/oauth/v2/authorize?${query}`)).text();
    };
    const plain = await page("chat:write");
    expect(plain).toContain("Bellwire");
    expect(plain).toContain("Send messages as the app");
    expect(plain).toContain("Allow");
    expect(plain).not.toContain("channel_id");
    expect(await page("chat:write,incoming-webhook")).toContain("channel_id");
  });

  it("keeps an unknown client and an unregistered redirect on its own page", async () => {
    open = await openSandbox();
    const app = await open.createApp();
    const unknown = await open.decide({ client_id: "1.2", scope: "chat:write" }, {});
    expect(unknown.location).toBeNull();
    expect(unknown.page).toContain("invalid_client_id");
    const query = { client_id: app.clientId, scope: "chat:write" };
    for (const bad of [
      "https://evil.example.com/slack/callback",
      "http://app.example.com/slack/callback",
      `${REDIRECT}s`,
    ]) {
      const answer = await open.decide({ ...query, redirect_uri: bad }, { decision: "allow" });
      expect(answer.location).toBeNull();
      expect(answer.page).toContain("bad_redirect_uri");
    }
    const below = await open.decide({ ...query, redirect_uri: `${REDIRECT}/x` }, { decision: "allow" });
    expect(below.location?.pathname).toBe("/slack/callback/x");
  });

  it("answers a denial, a foreign workspace and a bad scope on the callback, with the state", async () => {
    open = await openSandbox();
    const app = await open.createApp();
    const query = { client_id: app.clientId, scope: "chat:write", redirect_uri: REDIRECT, state: "s1" };
    const denied = await open.decide(query, { decision: "cancel" });
    expect(denied.location?.search).toBe("?error=access_denied&state=s1");
    const foreign = await open.decide(query, { decision: "allow", team_id: GLOBEX });
    expect(foreign.location?.search).toBe("?error=invalid_team_for_non_distributed_app&state=s1");
    const scope = await open.decide({ ...query, scope: "chat:everything" }, { decision: "allow" });
    expect(scope.location?.search).toBe("?error=invalid_scope&state=s1");
    await open.control("settings", { distributed: true });
    const allowed = await open.decide(query, { decision: "allow", team_id: GLOBEX });
    expect(allowed.location?.searchParams.get("code")).toMatch(/^\d+\.\d+\.[0-9a-f]{64}$/);
  });
});

describe("oauth.v2.access", () => {
  it("checks the client before the code, so an impossible code proves the credentials", async () => {
    open = await openSandbox();
    const app = await open.createApp();
    expect((await exchange({ ...app, clientId: "1.2" }, "nope")).body.error).toBe("invalid_client_id");
    expect((await exchange({ ...app, clientSecret: "wrong" }, "nope")).body.error).toBe("bad_client_secret");
    expect((await exchange(app, "nope")).body.error).toBe("invalid_code");
  });

  it("takes a code once, for ten minutes, with its own client and redirect_uri", async () => {
    const clock = testClock();
    open = await openSandbox({ now: clock.now });
    const app = await open.createApp();
    const other = await open.createApp();
    const code = await codeFor(app.clientId);
    expect((await exchange(other, code)).body.error).toBe("invalid_code");
    expect((await exchange(app, code, `${REDIRECT}/x`)).body.error).toBe("bad_redirect_uri");
    expect((await exchange(app, code)).body.ok).toBe(true);
    expect((await exchange(app, code)).body.error).toBe("invalid_code");
    const late = await codeFor(app.clientId);
    clock.advance(10 * 60_000 + 1);
    expect((await exchange(app, late)).body.error).toBe("invalid_code");
  });

  it("takes Basic credentials, keeps the token over a reinstall and adds up the scopes", async () => {
    open = await openSandbox();
    const app = await open.createApp();
    const first = await exchange(app, await codeFor(app.clientId, "chat:write"));
    const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString("base64");
    const second = await open.form(
      "oauth.v2.access",
      { code: await codeFor(app.clientId, "channels:read"), redirect_uri: REDIRECT },
      { authorization: `Basic ${basic}` },
    );
    expect(second.body.access_token).toBe(first.body.access_token);
    expect(second.body.scope).toBe("chat:write,channels:read");
    expect(Object.keys(first.body)).toEqual([
      "ok",
      "app_id",
      "authed_user",
      "scope",
      "token_type",
      "access_token",
      "bot_user_id",
      "team",
      "enterprise",
      "is_enterprise_install",
    ]);
  });
});

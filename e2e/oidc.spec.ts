import type { Page } from "@playwright/test";
import { type Api, apiOf, signInOverHttp } from "./api.ts";
import { ada, expect, signInInBrowser, test as base } from "./fixtures.ts";
import { startIdentityProvider } from "./identity-provider.ts";
import { startBellwire } from "./processes.ts";

type Place = {
  provider: Awaited<ReturnType<typeof startIdentityProvider>>;
  bellwire: Awaited<ReturnType<typeof startBellwire>>;
  organizationId: string;
  api: Api;
};

/** A Bellwire of its own, set up by Ada, with an identity provider. */
const test = base.extend<object, { place: Place }>({
  place: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs.
    async ({}, use) => {
      const provider = await startIdentityProvider();
      const bellwire = await startBellwire({ sandboxUrl: "http://127.0.0.1:9", settings: provider.settings });
      const { baseUrl } = bellwire;
      const names = { organizationName: "Acme", projectName: "Payments" };
      const code = await bellwire.setupCode();
      const { organizationId } = await apiOf(baseUrl).session.setUp.mutate({ ...ada, ...names, code });
      const api = apiOf(baseUrl, await signInOverHttp(baseUrl, ada));
      await use({ provider, bellwire, organizationId, api });
      await bellwire.stop();
      await provider.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** Signed out as by closing the browser: the page goes first, for it would ask to sign in by itself. */
async function forget(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies();
}

async function comeFromProvider(page: Page, baseUrl: string, next = ""): Promise<void> {
  await page.goto(`${baseUrl}/sign-in${next}`);
  await page.getByRole("button", { name: "Continue with Acme ID" }).click();
}

test("a verified address connects once, and the login is known from then on", async ({ page, place }) => {
  const { provider, bellwire, api } = place;
  provider.says({ sub: "ada-1", email: "Ada@Example.com", email_verified: true, name: "Ada" });
  await comeFromProvider(page, bellwire.baseUrl, "?next=/account/security");
  await page.waitForURL(`${bellwire.baseUrl}/account/security`);
  await expect(page.getByRole("heading", { name: "Acme ID" })).toBeVisible();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name.endsWith("session-token"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });

  await forget(page);
  provider.says({ sub: "ada-1", email: "other@example.com", email_verified: false });
  await comeFromProvider(page, bellwire.baseUrl);
  await page.waitForURL(/\/projects\//);

  // Another login with her address is not hers.
  await forget(page);
  provider.says({ sub: "ada-2", email: ada.email, email_verified: true });
  await comeFromProvider(page, bellwire.baseUrl);
  await expect(page.getByRole("alert").filter({ hasText: "connected with another login" })).toBeVisible();
  expect((await api.account.get.query()).identityProvider?.connectedAt).not.toBeNull();
});

test("strangers and unverified addresses are refused in a sentence, and no account is made", async ({
  page,
  place,
}) => {
  const { provider, bellwire, api } = place;
  const before = (await api.users.list.query({})).users.length;
  for (const [claims, sentence] of [
    [{ email: "mallory@example.com", email_verified: true }, "There is no account with your e-mail address"],
    [{ email: ada.email, email_verified: false }, "does not say that your e-mail address is verified"],
    [{ email: ada.email, email_verified: "true" }, "does not say that your e-mail address is verified"],
    [{ email: ada.email }, "does not say that your e-mail address is verified"],
    [{}, "does not say that your e-mail address is verified"],
  ] as const) {
    provider.says({ sub: `mallory-${sentence.length}`, ...claims });
    await comeFromProvider(page, bellwire.baseUrl);
    await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
    expect(page.url()).toContain(`${bellwire.baseUrl}/sign-in?error=oidc-`);
  }
  expect((await api.users.list.query({})).users.length).toBe(before);
});

test("the invited get an account without a password, and may set one", async ({ page, place }) => {
  const { provider, bellwire, api, organizationId } = place;
  const email = "grace@example.com";
  await api.invitations.create.mutate({ organizationId, email });
  // Some providers tell the address at their userinfo endpoint only.
  provider.says({ sub: "grace-1" }, { sub: "grace-1", email, email_verified: true, name: "Grace Hopper" });
  await comeFromProvider(page, bellwire.baseUrl, "?next=/account/security");
  await expect(page.getByText(/You have none yet, and sign in through Acme ID/)).toBeVisible();
  await page.getByLabel("New password").fill("a sentence for Grace");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("button", { name: "Change password" })).toBeVisible();
  const { members } = await api.members.list.query({ organizationId });
  expect(members.find((one) => one.email === email)).toMatchObject({ name: "Grace Hopper", role: "member" });

  await forget(page);
  await signInInBrowser(page, bellwire.baseUrl, { email, password: "a sentence for Grace" });
});

test("what was not asked for here, or was tampered with, opens nothing", async ({ page, place }) => {
  const { provider, bellwire } = place;
  const { baseUrl } = bellwire;
  const signedIn = async () =>
    (await page.context().cookies()).some(({ name }) => name.endsWith("session-token"));
  provider.says({ sub: "ada-1", email: ada.email, email_verified: true, nonce: "of another sign-in" });
  await comeFromProvider(page, baseUrl);
  await expect(page.getByRole("alert").filter({ hasText: "was not finished" })).toBeVisible();
  expect(await signedIn()).toBe(false);

  for (const wrong of [{ aud: "another client" }, { iss: "https://evil.test" }, { exp: 1_000_000_000 }]) {
    provider.says({ sub: "ada-1", email: ada.email, email_verified: true, ...wrong });
    await comeFromProvider(page, baseUrl);
    await expect(page.getByRole("alert").filter({ hasText: "was not finished" })).toBeVisible();
    expect(await signedIn()).toBe(false);
  }

  // An answer that this browser did not ask for.
  await forget(page);
  await page.goto(`${baseUrl}/api/auth/callback/oidc?code=stolen&state=forged`);
  await expect(page.getByRole("alert").filter({ hasText: "was not finished" })).toBeVisible();
  expect(await signedIn()).toBe(false);
});

test("a sign-in leads to no other site, and a link makes the page say nothing of its own", async ({
  page,
  place,
}) => {
  const { provider, bellwire } = place;
  const { baseUrl } = bellwire;
  await page.goto(`${baseUrl}/sign-in?error=${encodeURIComponent("Call 555-1234 now")}`);
  await expect(page.getByText("555-1234")).toHaveCount(0);
  provider.says({ sub: "ada-1", email: ada.email, email_verified: true });
  const csrf = await page.request.get(`${baseUrl}/api/auth/csrf`);
  const { csrfToken } = await csrf.json();
  const asked = await page.request.post(`${baseUrl}/api/auth/signin/oidc`, {
    form: { csrfToken, callbackUrl: "https://evil.test/", json: "true" },
  });
  await page.goto((await asked.json()).url);
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  expect(new URL(page.url()).origin).toBe(baseUrl);
});

test("a provider that does not answer is told in a sentence, and the password still works", async ({
  page,
  place,
}) => {
  const { provider, bellwire } = place;
  provider.isDown(true);
  await comeFromProvider(page, bellwire.baseUrl);
  await expect(page.getByRole("alert").filter({ hasText: "Acme ID could not be reached." })).toBeVisible();
  provider.isDown(false);
  await signInInBrowser(page, bellwire.baseUrl, ada);
});

test("somebody signed in connects their own login, and keeps the session", async ({
  page,
  place,
  browser,
}) => {
  const { provider, bellwire, api, organizationId } = place;
  const { baseUrl } = bellwire;
  const email = "linus@example.com";
  const password = "a sentence for Linus";
  const { link } = await api.invitations.create.mutate({ organizationId, email });
  const token = link.slice(link.lastIndexOf("/") + 1);
  await apiOf(baseUrl).invitations.join.mutate({ token, name: "Linus", password });
  await signInInBrowser(page, baseUrl, { email, password });
  await page.goto(`${baseUrl}/account/security`);

  provider.says({ sub: "linus-1", email: "somebody.else@example.com", email_verified: true });
  await page.getByRole("button", { name: "Connect Acme ID" }).click();
  await expect(
    page.getByRole("alert").filter({ hasText: "is not the one you sign in with here" }),
  ).toBeVisible();

  provider.says({ sub: "linus-1", email, email_verified: true });
  await page.getByRole("button", { name: "Connect Acme ID" }).click();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  await page.goto(`${baseUrl}/account/sessions`);
  await expect(page.getByRole("row").filter({ hasText: "This one" })).toHaveCount(1);
  await expect(page.getByRole("row")).toHaveCount(2);

  const other = await (await browser.newContext()).newPage();
  await comeFromProvider(other, baseUrl);
  await other.waitForURL((url) => url.pathname !== "/sign-in" && url.origin === baseUrl);
});

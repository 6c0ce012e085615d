import { z } from "zod";
import { apiOf, signInOverHttp } from "./api.ts";
import { ada, expect, type Stack, test as base } from "./fixtures.ts";

type Place = {
  projectId: string;
  cookie: string;
  clientId: string;
  clientSecret: string;
  identityId: string;
};

/** An instance with a project, a signed-in person, and a program that is admin of the project. */
async function furnish({ bellwire }: Stack): Promise<Place> {
  const { baseUrl } = bellwire;
  const code = await bellwire.setupCode();
  const names = { organizationName: "Acme", projectName: "Payments" };
  const place = await apiOf(baseUrl).session.setUp.mutate({ ...ada, ...names, code });
  const { organizationId, projectId } = place;
  const cookie = await signInOverHttp(baseUrl, ada);
  const api = apiOf(baseUrl, cookie);
  const { id: identityId } = await api.identities.create.mutate({ organizationId, name: "deploy-pipeline" });
  await api.identities.addToProject.mutate({ projectId, identityId, role: "admin" });
  const secret = await api.identities.createClientSecret.mutate({ organizationId, identityId });
  return { projectId, cookie, identityId, ...secret };
}

const test = base.extend<object, { place: Place }>({
  place: [async ({ stack }, use) => use(await furnish(stack)), { scope: "worker", timeout: 60_000 }],
});

const errorSchema = z.object({ error: z.object({ code: z.string(), requestId: z.string() }) });
const environmentSchema = z.object({ id: z.string(), slug: z.string() });
const json = { "content-type": "application/json" };

test("a person's cookie reads, and writes only from our own pages and with what a form cannot send", async ({
  stack,
  place: { projectId, cookie },
}) => {
  const { baseUrl } = stack.bellwire;
  const address = `${baseUrl}/api/v1/projects/${projectId}/environments`;
  const write = (slug: string, headers: Record<string, string>) =>
    fetch(address, {
      method: "POST",
      headers: { cookie, ...headers },
      body: JSON.stringify({ slug, name: "Extra" }),
    });
  expect((await fetch(address)).status).toBe(401);
  expect((await fetch(`${address}/`, { headers: { cookie }, redirect: "manual" })).status).toBe(200);
  expect((await write("a", { "content-type": "text/plain" })).status).toBe(403);
  expect((await write("a", { ...json, origin: "https://evil.example" })).status).toBe(403);
  expect((await write("a", { ...json, "sec-fetch-site": "cross-site" })).status).toBe(403);
  const made = await write("a", { ...json, origin: baseUrl });
  expect(made.status).toBe(201);
  expect(environmentSchema.parse(await made.json()).slug).toBe("a");
  const { headers } = made;
  expect(headers.get("access-control-allow-origin")).toBeNull();
  expect(headers.get("ratelimit")).toMatch(/^"actor";r=\d+;t=\d+$/);
});

test("a program logs in, writes once however often it asks, and is out as soon as it is switched off", async ({
  stack,
  place: { projectId, clientId, clientSecret, cookie, identityId },
}) => {
  const { baseUrl } = stack.bellwire;
  const login = await fetch(`${baseUrl}/api/v1/auth/universal-auth/login`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ clientId, clientSecret }),
  });
  const { accessToken } = z.object({ accessToken: z.string() }).parse(await login.json());
  const authorization = `Bearer ${accessToken}`;
  const address = `${baseUrl}/api/v1/projects/${projectId}/environments`;
  const write = () =>
    fetch(address, {
      method: "POST",
      headers: { ...json, authorization, "idempotency-key": "one" },
      body: JSON.stringify({ slug: "once", name: "Once" }),
    });
  const answers = await Promise.all(Array.from({ length: 20 }, write));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
  const again = await write();
  expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
  const list = await fetch(address, { headers: { authorization } });
  const { items } = z.object({ items: z.array(environmentSchema) }).parse(await list.json());
  expect(items.filter(({ slug }) => slug === "once")).toHaveLength(1);

  const api = apiOf(baseUrl, cookie);
  const [organization] = await api.organizations.mine.query();
  const where = { organizationId: organization?.id ?? "", identityId };
  await api.identities.setEnabled.mutate({ ...where, enabled: false });
  expect((await fetch(address, { headers: { authorization } })).status).toBe(401);
});

test("every refusal has the API's error shape and its request id, also before a route is reached", async ({
  stack,
}) => {
  const { baseUrl } = stack.bellwire;
  const large = { method: "POST", body: "x".repeat(1_048_577) };
  const cases: [number, string, RequestInit?][] = [
    [401, "/projects"],
    [404, ""],
    [404, "/nothing"],
    [405, "/projects", { method: "DELETE" }],
    [400, "/projects/%E0%A4%A"],
    [413, "/projects", large],
    [415, "/auth/token/renew", { method: "POST", body: "accessToken=1" }],
  ];
  for (const [status, path, init] of cases) {
    const response = await fetch(`${baseUrl}/api/v1${path}`, init);
    expect(response.status, path).toBe(status);
    const { error } = errorSchema.parse(await response.json());
    expect(error.requestId).toBe(response.headers.get("x-request-id"));
  }
});

test("the reference can be read without signing in, and its samples copied", async ({
  page,
  context,
  stack,
}) => {
  const { baseUrl } = stack.bellwire;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${baseUrl}/docs/api`);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "List events" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "List events" })).toBeVisible();
  await expect(page).toHaveURL(/\/docs\/api\/listEvents$/);
  const example = page.getByRole("complementary", { name: "Example" });
  await example.getByRole("button", { name: "Copy" }).first().click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    `curl '${baseUrl}/api/v1/projects/`,
  );
});

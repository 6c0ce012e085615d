import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineRoute } from "#server/http/api-route.ts";
import { callApi, callRoute } from "#server/http/call-route.ts";
import { bodyBytes } from "#server/http/limits.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createIdentity } from "#server/testing/identity.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createWorld } from "#server/testing/world.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: Awaited<ReturnType<typeof createWorld>>;
let program: Awaited<ReturnType<typeof createIdentity>>;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
  world = await createWorld(runtime.db);
  program = await createIdentity(runtime, world);
});
afterAll(() => database.drop());

const errorSchema = z.object({
  error: z.strictObject({
    code: z.string(),
    message: z.string().min(10),
    details: z.looseObject({}).optional(),
    requestId: z.string().min(1),
  }),
});

/** The error of an answer, which must tell the same request id as its header. */
async function errorOf(response: Response) {
  const { error } = errorSchema.parse(await response.json());
  expect(error.requestId).toBe(response.headers.get("x-request-id"));
  return { status: response.status, ...error };
}

const environments = () => `/projects/${world.projectId}/environments`;
const json = { "content-type": "application/json" };
const owner = () => ({ person: world.owner });
const post = (body: string, headers: Record<string, string> = json) =>
  callApi(runtime, "POST", environments(), owner(), { body, headers });
const environment = () => JSON.stringify({ slug: `e-${newId().slice(-12)}`, name: "Extra" });

describe("who calls", () => {
  it("is refused with a challenge when neither a token nor a session came", async () => {
    const response = await callApi(runtime, "GET", "/projects", null);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="bellwire"');
    expect(await errorOf(response)).toMatchObject({ status: 401, code: "unauthenticated" });
  });

  it("is the token's identity where a session came too, also when the token does not count", async () => {
    const listed = async (headers: Record<string, string>) => {
      const { instanceAdmin } = world;
      return callApi(runtime, "GET", `/projects/${world.projectId}`, { person: instanceAdmin }, { headers });
    };
    expect((await listed({})).status).toBe(404);
    expect((await listed({ authorization: `bearer   ${program.accessToken}` })).status).toBe(200);
    const refused = await listed({ authorization: "Bearer bwt_wrong" });
    expect(refused.headers.get("www-authenticate")).toBe('Bearer realm="bellwire", error="invalid_token"');
    expect(await errorOf(refused)).toMatchObject({ status: 401 });
  });

  it("is the session's person where a proxy's own Authorization came", async () => {
    const headers = { authorization: "Basic dXNlcjpwYXNz" };
    expect((await callApi(runtime, "GET", "/projects", owner(), { headers })).status).toBe(200);
  });

  it("loses access at once when the identity is switched off", async () => {
    const other = await createIdentity(runtime, world);
    expect((await callApi(runtime, "GET", "/projects", other)).status).toBe(200);
    await runtime.db.machineIdentity.update({
      where: { id: other.id },
      data: { disabledAt: runtime.clock.now() },
    });
    expect(await errorOf(await callApi(runtime, "GET", "/projects", other))).toMatchObject({ status: 401 });
  });

  it("is asked once the whole body is there, so that sending it slowly keeps no access that ended", async () => {
    const { accessToken, id } = await createIdentity(runtime, world);
    const disable = () =>
      runtime.db.machineIdentity.update({ where: { id }, data: { disabledAt: new Date() } });
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          await disable();
          controller.enqueue(new TextEncoder().encode(environment()));
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const response = await callApi(runtime, "POST", environments(), { accessToken }, { body, headers: json });
    expect(response.status).toBe(401);
  });

  it("may be restricted to people or to machine identities", async () => {
    const base = {
      method: "GET" as const,
      tag: "Projects" as const,
      permission: "signed-in" as const,
      summary: "",
      description: "",
      status: 204 as const,
      example: {},
      run: async () => {},
    };
    const forPeople = defineRoute({ ...base, path: "/a", operationId: "a", identities: false });
    const forPrograms = defineRoute({ ...base, path: "/b", operationId: "b", people: false });
    const more = { routes: [forPeople, forPrograms] };
    expect((await callRoute(runtime, forPeople, {}, owner(), more)).status).toBe(204);
    expect((await callRoute(runtime, forPrograms, {}, program, more)).status).toBe(204);
    expect(await errorOf(await callRoute(runtime, forPeople, {}, program, more))).toMatchObject({
      status: 403,
    });
    expect(await errorOf(await callRoute(runtime, forPrograms, {}, owner(), more))).toMatchObject({
      status: 403,
    });
  });
});

describe("a write with the session cookie", () => {
  it("is refused from another site, and without a header that a form cannot send", async () => {
    const refused = [
      { ...json, origin: "https://evil.example" },
      { ...json, "sec-fetch-site": "cross-site" },
      { ...json, "sec-fetch-site": "same-site" },
      { "content-type": "text/plain" },
      { "content-type": "application/x-www-form-urlencoded" },
    ];
    for (const headers of refused) {
      expect(await errorOf(await post(environment(), headers)), JSON.stringify(headers)).toMatchObject({
        status: 403,
      });
    }
    const address = `${environments()}/${newId()}`;
    const bare = await callApi(runtime, "DELETE", address, owner());
    expect(await errorOf(bare)).toMatchObject({ status: 403 });
    const marked = { headers: { "x-requested-with": "fetch" } };
    expect(await errorOf(await callApi(runtime, "DELETE", address, owner(), marked))).toMatchObject({
      status: 404,
    });
  });

  it("passes from our own pages, and a program's write passes with neither header", async () => {
    const ours = { ...json, origin: runtime.env.appUrl, "sec-fetch-site": "same-origin" };
    expect((await post(environment(), ours)).status).toBe(201);
    const address = `${environments()}/${newId()}`;
    const headers = { origin: "https://elsewhere.example" };
    expect((await callApi(runtime, "DELETE", address, program, { headers })).status).toBe(404);
  });

  it("gets no leave for other origins", async () => {
    const response = await callApi(runtime, "OPTIONS", "/projects", null, {
      headers: { origin: "https://evil.example", "access-control-request-method": "GET" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });
});

describe("what came", () => {
  it("is refused by its media type, its size and its syntax", async () => {
    const plain = { "content-type": "text/plain", "x-requested-with": "test" };
    expect(await errorOf(await post("{}", plain))).toMatchObject({ status: 415 });
    const latin = { "content-type": "application/json; charset=iso-8859-1", "x-requested-with": "test" };
    expect(await errorOf(await post("{}", latin))).toMatchObject({ status: 415 });
    for (const much of [bodyBytes.usual + 1, 1_048_577]) {
      const refused = await errorOf(await post(" ".repeat(much)));
      expect(refused).toMatchObject({ status: 413, code: "too_large" });
      expect(refused.message).toContain("64 KiB");
    }
    for (const text of ["", "{", '{"name":}', "nonsense"]) {
      expect(await errorOf(await post(text)), text).toMatchObject({ status: 400, code: "malformed_request" });
    }
    const broken = Buffer.from([0x22, 0xff, 0x22]);
    const response = await callApi(runtime, "POST", environments(), owner(), { body: broken, headers: json });
    expect(await errorOf(response)).toMatchObject({ status: 400, code: "malformed_request" });
  });

  it("is refused where it is nested so deep that nobody could walk it", async () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    expect(await errorOf(await post(`{"slug":${deep},"name":"Deep"}`))).toMatchObject({
      status: 400,
      code: "malformed_request",
    });
  });

  it("is refused by the field that cannot be accepted", async () => {
    const cases: [string, string][] = [
      ["{}", "slug"],
      ['{"name":"Extra","slug":"Not a slug"}', "slug"],
      ['{"name":7,"slug":"a"}', "name"],
      ['{"name":"Extra","slug":"a","position":1}', "position"],
      ['{"name":"Extra","slug":"a","__proto__":{}}', "__proto__"],
      ['{"name":"Ex\\u0000tra","slug":"a"}', "name"],
      ["null", "body"],
      ["[]", "body"],
    ];
    for (const [text, field] of cases) {
      expect(await errorOf(await post(text)), text).toMatchObject({
        status: 400,
        code: "invalid",
        message: expect.stringContaining(field),
        details: { field },
      });
    }
  });

  it("is refused by the query parameter or the part of the address, too", async () => {
    const cases: [string, string][] = [
      ["/projects?limit=0", "limit"],
      ["/projects?limit=ten", "limit"],
      ["/projects?limit=1&limit=2", "limit"],
      ["/projects?organisation=1", "organisation"],
      ["/projects?organizationId=a%00b", "organizationId"],
      ["/projects/42", "projectId"],
      [`/projects/${world.projectId}/events?order=sideways`, "order"],
    ];
    for (const [address, field] of cases) {
      expect(await errorOf(await callApi(runtime, "GET", address, owner())), address).toMatchObject({
        status: 400,
        details: { field },
      });
    }
  });

  it("may hold nothing where a route takes nothing", async () => {
    const address = `${environments()}/${newId()}`;
    const remove = (body: string) => callApi(runtime, "DELETE", address, owner(), { headers: json, body });
    expect((await remove("{}")).status).toBe(404);
    expect(await errorOf(await remove('{"force":true}'))).toMatchObject({
      status: 400,
      details: { field: "force" },
    });
  });
});

describe("what leaves", () => {
  it("is cut to what the route declares, with times as text", async () => {
    const at = new Date("2026-11-21T12:00:00Z");
    const leaky = defineRoute({
      method: "GET",
      path: "/leaky",
      operationId: "leaky",
      tag: "Projects",
      permission: "public",
      summary: "",
      description: "",
      status: 200,
      output: z.object({ id: z.string(), inner: z.object({ name: z.string() }) }),
      example: {},
      run: async () => ({ id: "1", secret: "s", inner: { name: "n", at, passwordHash: "h" } }),
    });
    const response = await callRoute(runtime, leaky, {}, null, { routes: [leaky] });
    expect(await response.json()).toEqual({ id: "1", inner: { name: "n" } });
    const projects = await (await callApi(runtime, "GET", "/projects", owner())).json();
    expect(projects).toEqual({
      items: [
        {
          id: world.projectId,
          organizationId: world.organizationId,
          name: "Payments",
          createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      ],
      nextCursor: null,
    });
  });

  it("is JSON with a request id and not to be stored, whatever happens", async () => {
    for (const [method, address] of [
      ["GET", "/projects"],
      ["GET", "/nothing"],
      ["DELETE", "/projects"],
      ["GET", "/projects/%E0%A4%A"],
    ] as const) {
      const response = await callApi(runtime, method, address, owner());
      expect(response.headers.get("content-type"), address).toBe("application/json");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
    const known = await callApi(runtime, "GET", "/nothing", null, { headers: { "x-request-id": "ours" } });
    expect(await errorOf(known)).toMatchObject({ requestId: "ours" });
  });

  it("is only its head where only that was asked for, and empty where there is nothing to say", async () => {
    const head = await callApi(runtime, "HEAD", "/projects", owner());
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(head.headers.get("content-type")).toBe("application/json");
    const made = z.object({ id: z.string() }).parse(await (await post(environment())).json());
    const removed = await callApi(runtime, "DELETE", `${environments()}/${made.id}`, program);
    expect([removed.status, await removed.text()]).toEqual([204, ""]);
  });
});

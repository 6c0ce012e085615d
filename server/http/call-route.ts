import type { ApiRoute } from "#server/http/api-route.ts";
import { handleApiRequest } from "#server/http/handle-api-request.ts";
import type { Limits } from "#server/http/limits.ts";
import { apiPrefix } from "#server/http/match-route.ts";
import type { Runtime } from "#server/runtime.ts";
import { contextOf } from "#server/testing/world.ts";

type Person = NonNullable<Parameters<typeof contextOf>[1]>;

/** Who a test calls as: a signed-in person, the holder of an access token, or nobody. */
export type Caller = { person: Person } | { accessToken: string } | null;

/** What a route is called with. */
export type RouteInput = {
  params?: Record<string, string>;
  query?: Record<string, string | number | string[]>;
  body?: unknown;
};

type More = { headers?: Record<string, string>; limits?: Limits; routes?: readonly ApiRoute[] };

const unlimited = { requests: 1_000_000, seconds: 60 };
const noLimits: Limits = {
  actor: { name: "actor", ...unlimited },
  anonymous: { name: "anonymous", ...unlimited },
  login: { name: "login", ...unlimited },
};

/** For tests: calls a route with a real request, through everything that stands before the verb. */
export function callRoute(
  runtime: Runtime,
  route: ApiRoute,
  input: RouteInput,
  caller: Caller,
  more: More = {},
): Promise<Response> {
  const { body } = input;
  const write = route.method !== "GET";
  return callApi(runtime, route.method, addressOf(route.path, input), caller, {
    ...more,
    headers: {
      ...(write ? { "x-requested-with": "test" } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...more.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** For tests: calls any address below /api/v1. */
export function callApi(
  runtime: Runtime,
  method: string,
  address: string,
  caller: Caller,
  { headers, body, limits = noLimits, routes }: More & { body?: BodyInit } = {},
): Promise<Response> {
  const request = new Request(`${runtime.env.appUrl}${apiPrefix}${address}`, {
    method,
    headers: {
      "x-forwarded-for": "203.0.113.9",
      ...(caller && "accessToken" in caller ? { authorization: `Bearer ${caller.accessToken}` } : {}),
      ...headers,
    },
    // The second is asked for by Node where the body is a stream.
    ...(body === undefined ? {} : { body, duplex: "half" }),
  });
  const person = caller && "person" in caller ? caller.person : null;
  return handleApiRequest(request, {
    runtime,
    limits,
    signedIn: async () => contextOf(runtime, person),
    ...(routes ? { routes } : {}),
  });
}

function addressOf(template: string, { params = {}, query = {} }: RouteInput): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  );
  return search.size === 0 ? path : `${path}?${search}`;
}

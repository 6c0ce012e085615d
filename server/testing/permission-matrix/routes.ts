import { z } from "zod";
import { callRoute } from "#server/http/call-route.ts";
import { apiInputs } from "#server/http/permission-inputs.ts";
import { apiRoutes } from "#server/http/routes.ts";
import type { Callable } from "#server/testing/permission-matrix/surface.ts";

const errorSchema = z.object({ error: z.object({ code: z.string() }) });

/** Every route of the HTTP API, called with real requests through everything that stands before the verb. */
export const routes: readonly Callable[] = apiRoutes.map((route) => ({
  name: route.key,
  permission: route.permission,
  hasInput: apiInputs.has(route.key),
  rank: route.method === "DELETE" || route.path.endsWith("/revoke") ? 2 : route.method === "GET" ? 0 : 1,
  reads: route.method === "GET",
  decidesItself: false,
  isFor: (kind) => (kind === "person" ? route.people : route.identities),
  inputIn: (world) => apiInputs.get(route.key)?.(world.things),
  async call(runtime, world, subject) {
    const input = apiInputs.get(route.key)?.(world.things) ?? {};
    const answer = await callRoute(runtime, route, input, subject === null ? null : world.who[subject]);
    return answer.ok ? null : errorSchema.parse(await answer.json()).error.code;
  },
}));

/** The routes that have an input; a route that no longer exists is found by comparing. */
export const routesWithInput: readonly string[] = [...apiInputs.keys()];

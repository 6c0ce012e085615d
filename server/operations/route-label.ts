import { apiPrefix, isApiPath, matchRoute } from "#server/http/match-route.ts";
import { apiRoutes } from "#server/http/routes.ts";

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const OTHERS = [
  "/api/trpc",
  "/api/auth",
  "/api/audit",
  "/api/slack/events",
  "/api/slack/interactivity",
  "/api/slack/oauth",
  "/api/health",
  "/api/metrics",
  "/_next",
];

/**
 * What a request is counted under: a route of the API with its parameters' names, or one of a few families. Never the
 * address itself, which holds ids and can be anything.
 */
export function routeLabel(method: string, pathname: string): { route: string; method: string } {
  return { route: routeOf(method, pathname), method: METHODS.has(method) ? method : "other" };
}

function routeOf(method: string, pathname: string): string {
  if (isApiPath(pathname)) return apiRouteOf(method, pathname);
  const family = OTHERS.find((one) => pathname === one || pathname.startsWith(`${one}/`));
  if (family) return family;
  return pathname.startsWith("/api/") ? "/api/other" : "page";
}

function apiRouteOf(method: string, pathname: string): string {
  try {
    const match = matchRoute(apiRoutes, method, pathname);
    return "route" in match ? `${apiPrefix}${match.route.path}` : `${apiPrefix}/other`;
  } catch {
    return `${apiPrefix}/other`;
  }
}

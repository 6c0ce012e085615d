import type { ApiRoute } from "#server/http/api-route.ts";
import { HttpError } from "#server/http/http-error.ts";

/** Where the API stands. */
export const apiPrefix = "/api/v1";

/** What is said of an address that cannot be read. */
export const unreadableAddress =
  "The address has a percent sign that begins no character. Write a plain one as %25.";

/** Whether an address belongs to the API, whatever becomes of it. */
export const isApiPath = (pathname: string) => pathname === apiPrefix || pathname.startsWith(`${apiPrefix}/`);

/** The route of a request and the parameters in its path, or the methods that there are at this address. */
export type Match = { route: ApiRoute; params: Record<string, string> } | { allow: string };

/**
 * Finds the route of an address. A slash at its end counts for nothing, HEAD is answered as GET, and where two routes
 * fit, the one that names a segment goes before the one that takes any. Pure.
 * @throws {HttpError} when there is nothing at this address, or no such method.
 */
export function matchRoute(routes: readonly ApiRoute[], method: string, pathname: string): Match {
  const segments = segmentsOf(pathname);
  const here = routes.flatMap((route) => {
    const params = paramsOf(route.path, segments);
    return params ? [{ route, params }] : [];
  });
  if (here.length === 0) {
    throw new HttpError(
      "not_found",
      "There is nothing at this address. /docs/api lists what there is, with the methods.",
    );
  }
  const methods = new Set<string>(here.map(({ route }) => route.method));
  if (methods.has("GET")) methods.add("HEAD");
  const allow = [...methods, "OPTIONS"].join(", ");
  if (method === "OPTIONS") return { allow };
  const wanted = method === "HEAD" ? "GET" : method;
  const [found] = here
    .filter(({ route }) => route.method === wanted)
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
  if (found) return found;
  throw new HttpError("method_not_allowed", `There is no ${method} at this address. Use ${allow}.`, {
    headers: { allow },
  });
}

function segmentsOf(pathname: string): string[] {
  const below = pathname.slice(apiPrefix.length).replace(/\/$/, "");
  try {
    return below.split("/").slice(1).map(decodeURIComponent);
  } catch {
    throw new HttpError("malformed_request", unreadableAddress);
  }
}

function paramsOf(template: string, segments: readonly string[]): Record<string, string> | null {
  const parts = template.split("/").slice(1);
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== segment) return null;
    if (name !== undefined) params[name] = segment;
  }
  return params;
}

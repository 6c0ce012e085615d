import { describe, expect, it } from "vitest";
import { HttpError } from "#server/http/http-error.ts";
import { matchRoute } from "#server/http/match-route.ts";
import { apiRoutes } from "#server/http/routes.ts";

const match = (method: string, path: string) => {
  const found = matchRoute(apiRoutes, method, `/api/v1${path}`);
  return "route" in found ? { key: found.route.key, params: found.params } : found;
};

function refusalOf(method: string, path: string) {
  try {
    return match(method, path);
  } catch (error) {
    if (error instanceof HttpError) return { code: error.code, headers: error.headers };
    throw error;
  }
}

describe("matchRoute", () => {
  it("finds a route and decodes the parameters in its path", () => {
    expect(match("GET", "/projects/p%201/events/e%2F2")).toEqual({
      key: "GET /projects/{projectId}/events/{eventId}",
      params: { projectId: "p 1", eventId: "e/2" },
    });
  });

  it("counts a slash at the end for nothing, and answers HEAD as GET", () => {
    expect(match("GET", "/projects/")).toEqual({ key: "GET /projects", params: {} });
    expect(match("HEAD", "/projects")).toEqual({ key: "GET /projects", params: {} });
  });

  it("says which methods there are where one is not", () => {
    const allow = "GET, POST, HEAD, OPTIONS";
    expect(refusalOf("DELETE", "/projects/1/environments")).toEqual({
      code: "method_not_allowed",
      headers: { allow },
    });
    expect(match("OPTIONS", "/projects/1/environments")).toEqual({ allow });
    expect(refusalOf("HEAD", "/auth/token/renew")).toMatchObject({ code: "method_not_allowed" });
  });

  it("knows nothing at other addresses, and refuses one that cannot be decoded", () => {
    for (const path of ["", "/", "/nothing", "/projects/1/2/3", "/Projects", "//projects"]) {
      expect(refusalOf("GET", path), path).toMatchObject({ code: "not_found" });
    }
    expect(refusalOf("OPTIONS", "/nothing")).toMatchObject({ code: "not_found" });
    expect(refusalOf("GET", "/projects/%E0%A4%A")).toMatchObject({ code: "malformed_request" });
  });
});

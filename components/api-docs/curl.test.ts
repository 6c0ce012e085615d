import { expect, it } from "vitest";
import { curlOf } from "#components/api-docs/curl.ts";
import { describedRoutes } from "#components/api-docs/operations.ts";
import { openApiDocument } from "#server/http/openapi.ts";
import { apiRoutes } from "#server/http/routes.ts";

const routes = describedRoutes(openApiDocument(apiRoutes, "http://localhost:3000"));

function sampleOf(operationId: string): string {
  const route = routes.find(({ operation }) => operation.operationId === operationId);
  return route ? curlOf("http://localhost:3000", route) : "";
}

it("calls a write with a token, a key and a body", () => {
  expect(sampleOf("createEnvironment").split(" \\\n  ")).toEqual([
    expect.stringMatching(
      /^curl -X POST 'http:\/\/localhost:3000\/api\/v1\/projects\/[0-9a-f-]{36}\/environments'$/,
    ),
    '-H "Authorization: Bearer $TOKEN"',
    '-H "Idempotency-Key: $(uuidgen)"',
    '-H "Content-Type: application/json"',
    `-d '{"slug":"qa-eu","name":"QA Europe"}'`,
  ]);
});

it("logs in without a token, and reads without a body", () => {
  expect(sampleOf("login")).not.toContain("Authorization");
  expect(sampleOf("listDeliveries")).toMatch(
    /^curl 'http.*\/deliveries\?state=failed&limit=20' \\\n {2}-H "Auth/,
  );
  for (const route of routes)
    expect(curlOf("http://localhost:3000", route), route.path).not.toContain("{project");
});

it("keeps a quote within its word", () => {
  const [login] = routes;
  if (!login?.operation.requestBody) throw new Error("The first route takes a body.");
  const changed = structuredClone(login);
  if (changed.operation.requestBody) {
    changed.operation.requestBody.content["application/json"].example = { note: "it's" };
  }
  expect(curlOf("http://localhost:3000", changed)).toContain(`'{"note":"it'\\''s"}'`);
});

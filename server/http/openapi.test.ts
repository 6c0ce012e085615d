import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiMethod, defineRoute } from "#server/http/api-route.ts";
import { openApiDocument } from "#server/http/openapi.ts";
import { answerChecker } from "#server/http/openapi-checker.ts";
import { apiRoutes } from "#server/http/routes.ts";

const document = openApiDocument(apiRoutes, "https://bellwire.example.com");

describe("the OpenAPI document", () => {
  it("is a valid OpenAPI 3.1 document", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("describes every route of the table, each known by a name of its own", () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(
      apiRoutes
        .map(({ method, path }: { method: ApiMethod; path: string }) => `${method} /api/v1${path}`)
        .sort(),
    );
    const names = apiRoutes.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it("gives examples that fit its schemas", () => {
    const checker = answerChecker(document);
    const faults = apiRoutes.flatMap(({ key, status, example, body, output }) => [
      ...(output ? checker.check(key, status, example.answer) : []),
      ...(body ? checker.checkBody(key, example.body) : []),
    ]);
    expect(faults).toEqual([]);
  });

  it("sets no limits that are only those of whole numbers in JavaScript", () => {
    expect(JSON.stringify(document)).not.toContain(String(Number.MAX_SAFE_INTEGER));
  });

  it("leads nowhere that is not there", () => {
    const text = JSON.stringify(document);
    const named = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    expect(named.length).toBeGreaterThan(20);
    const components: Record<string, object> = document.components;
    for (const [, kind = "", name = ""] of named) expect(components[kind]).toHaveProperty([name]);
    expect(text).not.toContain("$defs");
  });

  it("tells of writes that happen once, of who may call, and of the errors that a route can answer", () => {
    const create = document.paths["/api/v1/projects/{projectId}/environments"]?.post;
    expect(create?.parameters.map(({ name }) => name)).toEqual(["projectId", "Idempotency-Key"]);
    expect(create?.security).toEqual([{ bearer: [] }, { session: [] }]);
    expect(create?.["x-permission"]).toBe("environment:manage");
    expect(Object.keys(create?.responses ?? {})).toEqual([
      "201",
      "400",
      "401",
      "403",
      "404",
      "409",
      "413",
      "415",
      "422",
      "429",
      "500",
    ]);
    const login = document.paths["/api/v1/auth/universal-auth/login"]?.post;
    expect(login?.security).toEqual([]);
    expect(login?.parameters).toEqual([]);
  });

  it("names whom a route is for", () => {
    const route = defineRoute({
      method: "GET",
      path: "/x",
      operationId: "x",
      tag: "Projects",
      permission: "signed-in",
      people: false,
      summary: "X",
      description: "X",
      status: 200,
      output: z.object({ ok: z.boolean() }),
      example: { answer: { ok: true } },
      run: async () => ({ ok: true }),
    });
    expect(openApiDocument([route], "http://localhost").paths["/api/v1/x"]?.get?.security).toEqual([
      { bearer: [] },
    ]);
  });
});

import { z } from "zod";
import { type ApiRoute, defineRoute } from "#server/http/api-route.ts";
import { openApiDocument } from "#server/http/openapi.ts";

/** The description of all routes, this one among them. */
export const openApiRoute = (routes: () => readonly ApiRoute[]) =>
  defineRoute({
    method: "GET",
    path: "/openapi.json",
    operationId: "getOpenApi",
    tag: "Reference",
    permission: "public",
    summary: "Read this description",
    description:
      "The API as an OpenAPI 3.1 document, made from the schemas that validate requests and answers.",
    status: 200,
    output: z.looseObject({ openapi: z.string() }),
    example: { answer: { openapi: "3.1.0" } },
    run: async ({ env }) => openApiDocument(routes(), env.appUrl),
  });

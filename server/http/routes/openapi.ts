import { z } from "zod";
import { type ApiRoute, defineRoute } from "#server/http/api-route.ts";
import { openApiDocument } from "#server/http/openapi.ts";

const record = z.record(z.string(), z.unknown());
const document = z
  .object({
    openapi: z.string(),
    info: record,
    servers: z.array(record),
    tags: z.array(record),
    paths: record,
    components: record,
  })
  .meta({ id: "OpenApi", description: "An OpenAPI 3.1 document." });

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
    output: document,
    example: {
      answer: {
        openapi: "3.1.0",
        info: { title: "Bellwire API", version: "1" },
        servers: [{ url: "https://bellwire.example.com" }],
        tags: [],
        paths: {},
        components: {},
      },
    },
    run: async ({ env }) => openApiDocument(routes(), env.appUrl),
  });

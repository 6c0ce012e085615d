import type { z } from "zod";
import { type ApiRoute, apiTags } from "#server/http/api-route.ts";
import { apiPrefix } from "#server/http/match-route.ts";
import { errorSchema, errorsOf } from "#server/http/openapi-errors.ts";
import { apiIntroduction } from "#server/http/openapi-introduction.ts";
import { type JsonSchema, type SchemaBook, toJsonSchema } from "#server/http/openapi-schema.ts";

export type OpenApiParameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
};
type Content = { "application/json": { schema: JsonSchema; example?: unknown } };
export type OpenApiResponse = {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Content;
};
export type OpenApiOperation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  /** What the caller's role must have; `signed-in` for any, `public` for nobody in particular. */
  "x-permission": string;
  security: Record<string, string[]>[];
  parameters: OpenApiParameter[];
  requestBody?: { required: true; content: Content };
  responses: Record<string, OpenApiResponse>;
};
export type OpenApiDocument = {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  /** By address, then by method in small letters. */
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    securitySchemes: Record<string, object>;
    headers: Record<string, { description: string; schema: JsonSchema }>;
  };
};

/** The whole API as an OpenAPI 3.1 document, from the schemas that validate. */
export function openApiDocument(routes: readonly ApiRoute[], appUrl: string): OpenApiDocument {
  const book: SchemaBook = { components: { Error: errorSchema } };
  const paths: OpenApiDocument["paths"] = {};
  for (const route of routes) {
    const path = `${apiPrefix}${route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(book, route) };
  }
  const schemas = Object.fromEntries(Object.entries(book.components).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    openapi: "3.1.0",
    info: { title: "Bellwire API", version: "1", description: introduction },
    servers: [{ url: appUrl }],
    tags: Object.entries(apiTags).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas, securitySchemes, headers },
  };
}

const introduction = apiIntroduction.map(({ title, text }) => `## ${title}\n\n${text}`).join("\n\n");

const securitySchemes = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "The access token of a machine identity, from the login route.",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "next-auth.session-token",
    description:
      "The cookie of a signed-in person (`__Secure-next-auth.session-token` over https). Writes need a JSON body or the header `X-Requested-With`, and have to come from a page of this instance.",
  },
};

const text: JsonSchema = { type: "string" };
const headers = {
  "X-Request-Id": { description: "To be told to whoever looks into a request.", schema: text },
  "RateLimit-Policy": { description: 'The limit that counts, such as `"actor";q=600;w=60`.', schema: text },
  RateLimit: { description: 'What is left of it, such as `"actor";r=598;t=41`.', schema: text },
  "Retry-After": { description: "Seconds after which to try again.", schema: { type: "integer" } },
  "WWW-Authenticate": { description: "How to sign in.", schema: text },
  "Idempotency-Replayed": {
    description: "`true` when this is the answer that an earlier request with the same key got.",
    schema: text,
  },
} satisfies OpenApiDocument["components"]["headers"];

const headersOf = (...names: (keyof typeof headers)[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

function operationOf(book: SchemaBook, route: ApiRoute): OpenApiOperation {
  const { example } = route;
  const isPublic = route.permission === "public";
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: route.description,
    "x-permission": route.permission,
    security: [
      ...(!isPublic && route.identities ? [{ bearer: [] }] : []),
      ...(!isPublic && route.people ? [{ session: [] }] : []),
    ],
    parameters: [
      ...parametersOf(book, "path", route.params, example.params),
      ...parametersOf(book, "query", route.query, example.query),
      ...(route.idempotent ? [idempotencyParameter] : []),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: true as const,
            content: jsonOf(toJsonSchema(book, route.body, "input"), example.body),
          },
        }
      : {}),
    responses: responsesOf(book, route),
  };
}

const idempotencyParameter: OpenApiParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Makes the write happen once, however often it is sent.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function parametersOf(
  book: SchemaBook,
  place: "path" | "query",
  schema: z.ZodObject,
  examples: object,
): OpenApiParameter[] {
  const made = toJsonSchema(book, schema, "input");
  const given: Record<string, unknown> = { ...examples };
  return Object.entries(made.properties ?? {}).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: made.required?.includes(name) ?? false,
    ...(description === undefined ? {} : { description }),
    schema: rest,
    ...(given[name] === undefined ? {} : { example: given[name] }),
  }));
}

function responsesOf(book: SchemaBook, route: ApiRoute): Record<string, OpenApiResponse> {
  const usual = headersOf("X-Request-Id", "RateLimit-Policy", "RateLimit");
  const replayed = route.idempotent ? headersOf("Idempotency-Replayed") : {};
  const success: OpenApiResponse = {
    description: route.output ? "Done." : "Done. The answer is empty.",
    headers: { ...usual, ...replayed },
    ...(route.output
      ? { content: jsonOf(toJsonSchema(book, route.output, "output"), route.example.answer) }
      : {}),
  };
  const errors = errorsOf(route).map(([status, description]): [string, OpenApiResponse] => [
    String(status),
    {
      description,
      headers: {
        ...headersOf("X-Request-Id"),
        ...(status === 401 ? headersOf("WWW-Authenticate") : {}),
        ...(status === 429 ? headersOf("RateLimit-Policy", "RateLimit", "Retry-After") : {}),
      },
      content: jsonOf({ $ref: "#/components/schemas/Error" }),
    },
  ]);
  return Object.fromEntries([[String(route.status), success], ...errors]);
}

const jsonOf = (schema: JsonSchema, example?: unknown): Content => ({
  "application/json": { schema, ...(example === undefined ? {} : { example }) },
});

import { type OpenApiDocument, openApiDocument } from "#server/http/openapi.ts";
import { apiRoutes } from "#server/http/routes.ts";
import { getRuntime } from "#server/runtime.ts";

/** The description of this instance's API, for the pages that show it. */
export function apiDescription(): OpenApiDocument {
  return openApiDocument(apiRoutes, getRuntime().env.appUrl);
}

import type { OpenApiDocument, OpenApiOperation } from "#server/http/openapi.ts";

/** A route as the reference shows it. */
export type DescribedRoute = { method: string; path: string; operation: OpenApiOperation };

/** Every route of the document, in its order. */
export function describedRoutes(document: OpenApiDocument): DescribedRoute[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** The routes by chapter; chapters without any are left out. */
export function routesByTag(document: OpenApiDocument) {
  const routes = describedRoutes(document);
  return document.tags
    .map((tag) => ({ ...tag, routes: routes.filter(({ operation }) => operation.tags.includes(tag.name)) }))
    .filter((tag) => tag.routes.length > 0);
}

/** The page of one route. */
export const routeHref = ({ operation }: DescribedRoute) => `/docs/api/${operation.operationId}`;

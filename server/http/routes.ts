import type { ApiRoute } from "#server/http/api-route.ts";
import { authRoutes } from "#server/http/routes/auth.ts";
import { deliveryRoutes } from "#server/http/routes/deliveries.ts";
import { environmentRoutes } from "#server/http/routes/environments.ts";
import { eventRoutes } from "#server/http/routes/events.ts";
import { openApiRoute } from "#server/http/routes/openapi.ts";
import { projectRoutes } from "#server/http/routes/projects.ts";
import { workflowIntegrationRoutes } from "#server/http/routes/workflow-integrations.ts";

/** Every route of the HTTP API, a table of contents. */
export const apiRoutes: readonly ApiRoute[] = [
  ...authRoutes,
  ...projectRoutes,
  ...environmentRoutes,
  ...eventRoutes,
  ...deliveryRoutes,
  ...workflowIntegrationRoutes,
  openApiRoute(() => apiRoutes),
];

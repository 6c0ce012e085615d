import type { ApiWorld } from "#server/http/api-world.ts";
import type { RouteInput } from "#server/http/call-route.ts";
import { newId } from "#server/ids.ts";

type Inputs = Record<string, (world: ApiWorld) => RouteInput>;

const below = ({ projectId }: ApiWorld) => ({ projectId });

/** For each route, by `METHOD /path`, an input that an allowed caller could send. */
const inputs: Inputs = {
  "POST /auth/universal-auth/login": ({ program: { clientId, clientSecret } }) => ({
    body: { clientId, clientSecret },
  }),
  "POST /auth/token/renew": ({ program: { accessToken } }) => ({ body: { accessToken } }),
  "POST /auth/token/revoke": ({ program: { accessToken } }) => ({ body: { accessToken } }),
  "GET /projects": () => ({ query: { limit: 10 } }),
  "GET /projects/{projectId}": (world) => ({ params: below(world) }),
  "GET /projects/{projectId}/environments": (world) => ({ params: below(world) }),
  "POST /projects/{projectId}/environments": (world) => ({
    params: below(world),
    body: { slug: `e-${newId()}`, name: "Extra" },
  }),
  "PATCH /projects/{projectId}/environments/{environmentId}": (world) => ({
    params: { ...below(world), environmentId: world.environmentIds[0] ?? "" },
    body: { name: `Dev ${newId().slice(-6)}` },
  }),
  "DELETE /projects/{projectId}/environments/{environmentId}": (world) => ({
    params: { ...below(world), environmentId: world.spareEnvironmentId },
  }),
  "GET /projects/{projectId}/events": (world) => ({ params: below(world), query: { limit: 10 } }),
  "GET /projects/{projectId}/events/{eventId}": (world) => ({
    params: { ...below(world), eventId: world.eventId },
  }),
  "GET /projects/{projectId}/deliveries": (world) => ({
    params: below(world),
    query: { state: ["waiting", "delivered"], limit: 10 },
  }),
  "GET /projects/{projectId}/deliveries/{deliveryId}": (world) => ({
    params: { ...below(world), deliveryId: world.deliveryId },
  }),
  "POST /projects/{projectId}/deliveries/redeliver": (world) => ({ params: below(world), body: {} }),
  "POST /projects/{projectId}/deliveries/{deliveryId}/redeliver": (world) => ({
    params: { ...below(world), deliveryId: world.deliveryId },
    query: { redeliveries: 0 },
  }),
  "POST /workflow-integrations/slack/install": ({ organizationId }) => ({ body: { organizationId } }),
  "GET /workflow-integrations/slack/status": ({ organizationId }) => ({ query: { organizationId } }),
  "DELETE /workflow-integrations/slack": ({ organizationId }) => ({ query: { organizationId } }),
  "DELETE /workflow-integrations/slack/{integrationId}": ({ spareIntegrationId }) => ({
    params: { integrationId: spareIntegrationId },
  }),
  "GET /openapi.json": () => ({}),
};

export const apiInputs: ReadonlyMap<string, (world: ApiWorld) => RouteInput> = new Map(
  Object.entries(inputs),
);

import { router } from "#server/trpc/init.ts";
import { accessPoliciesRouter } from "#server/trpc/routers/access-policies.ts";
import { accessRequestsRouter } from "#server/trpc/routers/access-requests.ts";
import { deliveriesRouter } from "#server/trpc/routers/deliveries.ts";
import { eventsRouter } from "#server/trpc/routers/events.ts";
import { notificationsRouter } from "#server/trpc/routers/notifications.ts";
import { organizationsRouter } from "#server/trpc/routers/organizations.ts";
import { overviewRouter } from "#server/trpc/routers/overview.ts";
import { sessionRouter } from "#server/trpc/routers/session.ts";
import { integrationsRouter } from "#server/trpc/routers/integrations.ts";
import { slackAppRouter } from "#server/trpc/routers/slack-app.ts";

/** Every procedure of the app, a table of contents. */
export const appRouter = router({
  accessPolicies: accessPoliciesRouter,
  accessRequests: accessRequestsRouter,
  deliveries: deliveriesRouter,
  events: eventsRouter,
  notifications: notificationsRouter,
  organizations: organizationsRouter,
  overview: overviewRouter,
  session: sessionRouter,
  integrations: integrationsRouter,
  slackApp: slackAppRouter,
});
export type AppRouter = typeof appRouter;

import { router } from "#server/trpc/init.ts";
import { accessRouter } from "#server/trpc/routers/access.ts";
import { accessPoliciesRouter } from "#server/trpc/routers/access-policies.ts";
import { accessRequestsRouter } from "#server/trpc/routers/access-requests.ts";
import { accountRouter } from "#server/trpc/routers/account.ts";
import { attentionRouter } from "#server/trpc/routers/attention.ts";
import { auditRouter } from "#server/trpc/routers/audit.ts";
import { customRolesRouter } from "#server/trpc/routers/custom-roles.ts";
import { deliveriesRouter } from "#server/trpc/routers/deliveries.ts";
import { environmentsRouter } from "#server/trpc/routers/environments.ts";
import { eventsRouter } from "#server/trpc/routers/events.ts";
import { instanceAuditRouter } from "#server/trpc/routers/instance-audit.ts";
import { instanceHealthRouter } from "#server/trpc/routers/instance-health.ts";
import { instanceOrganizationsRouter } from "#server/trpc/routers/instance-organizations.ts";
import { invitationsRouter } from "#server/trpc/routers/invitations.ts";
import { identitiesRouter } from "#server/trpc/routers/identities.ts";
import { membersRouter } from "#server/trpc/routers/members.ts";
import { noticesRouter } from "#server/trpc/routers/notices.ts";
import { notificationsRouter } from "#server/trpc/routers/notifications.ts";
import { organizationsRouter } from "#server/trpc/routers/organizations.ts";
import { overviewRouter } from "#server/trpc/routers/overview.ts";
import { passwordResetsRouter } from "#server/trpc/routers/password-resets.ts";
import { projectsRouter } from "#server/trpc/routers/projects.ts";
import { sessionRouter } from "#server/trpc/routers/session.ts";
import { integrationsRouter } from "#server/trpc/routers/integrations.ts";
import { slackAppRouter } from "#server/trpc/routers/slack-app.ts";
import { usersRouter } from "#server/trpc/routers/users.ts";

/** Every procedure of the app, a table of contents. */
export const appRouter = router({
  access: accessRouter,
  accessPolicies: accessPoliciesRouter,
  accessRequests: accessRequestsRouter,
  account: accountRouter,
  attention: attentionRouter,
  audit: auditRouter,
  customRoles: customRolesRouter,
  deliveries: deliveriesRouter,
  environments: environmentsRouter,
  events: eventsRouter,
  identities: identitiesRouter,
  instanceAudit: instanceAuditRouter,
  instanceHealth: instanceHealthRouter,
  instanceOrganizations: instanceOrganizationsRouter,
  invitations: invitationsRouter,
  members: membersRouter,
  notices: noticesRouter,
  notifications: notificationsRouter,
  organizations: organizationsRouter,
  overview: overviewRouter,
  passwordResets: passwordResetsRouter,
  projects: projectsRouter,
  session: sessionRouter,
  integrations: integrationsRouter,
  slackApp: slackAppRouter,
  users: usersRouter,
});
export type AppRouter = typeof appRouter;

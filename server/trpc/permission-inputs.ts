import {
  accessInputs,
  accessPolicyInputs,
  accessRequestInputs,
  decidedByTheRequest,
} from "#server/trpc/permission-inputs/access-requests.ts";
import { accountInputs, passwordResetInputs } from "#server/trpc/permission-inputs/account.ts";
import { attentionInputs, noticeInputs } from "#server/trpc/permission-inputs/attention.ts";
import { auditInputs, instanceAuditInputs } from "#server/trpc/permission-inputs/audit.ts";
import { customRoleInputs } from "#server/trpc/permission-inputs/custom-roles.ts";
import {
  deliveryInputs,
  eventInputs,
  notificationInputs,
  overviewInputs,
} from "#server/trpc/permission-inputs/notifications.ts";
import {
  decidedByTheInvitation,
  instanceHealthInputs,
  instanceOrganizationInputs,
  invitationInputs,
  userInputs,
} from "#server/trpc/permission-inputs/instance.ts";
import { identityInputs } from "#server/trpc/permission-inputs/identities.ts";
import {
  environmentInputs,
  memberInputs,
  organizationInputs,
  projectInputs,
  sessionInputs,
} from "#server/trpc/permission-inputs/people.ts";
import { integrationInputs, slackAppInputs } from "#server/trpc/permission-inputs/slack.ts";
import type { InputsOf, PermissionWorld } from "#server/trpc/permission-inputs/world.ts";
import type { AppRouter } from "#server/trpc/root.ts";

type RouterName = Exclude<keyof AppRouter, keyof AppRouter["_def"] | "_def" | "createCaller">;

const inputs = {
  access: accessInputs,
  accessPolicies: accessPolicyInputs,
  accessRequests: accessRequestInputs,
  account: accountInputs,
  attention: attentionInputs,
  audit: auditInputs,
  customRoles: customRoleInputs,
  deliveries: deliveryInputs,
  environments: environmentInputs,
  events: eventInputs,
  identities: identityInputs,
  instanceAudit: instanceAuditInputs,
  instanceHealth: instanceHealthInputs,
  integrations: integrationInputs,
  instanceOrganizations: instanceOrganizationInputs,
  invitations: invitationInputs,
  members: memberInputs,
  notices: noticeInputs,
  notifications: notificationInputs,
  organizations: organizationInputs,
  overview: overviewInputs,
  passwordResets: passwordResetInputs,
  projects: projectInputs,
  session: sessionInputs,
  slackApp: slackAppInputs,
  users: userInputs,
} satisfies { [R in RouterName]: InputsOf<R> };

/** An input for every procedure, by its path. */
export const permissionInputs: ReadonlyMap<string, (world: PermissionWorld) => unknown> = new Map(
  Object.entries(inputs).flatMap(([router, procedures]) =>
    Object.entries(procedures).map(([name, input]) => [`${router}.${name}`, input]),
  ),
);

/** Procedures where the thing itself decides too, so that a permission alone is not enough. */
export const decidedByTheThing: ReadonlySet<string> = new Set([
  ...decidedByTheRequest,
  ...decidedByTheInvitation,
]);

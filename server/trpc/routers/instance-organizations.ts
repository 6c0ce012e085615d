import { changePlan, changePlanInput } from "#server/organizations/change-plan.ts";
import {
  foundOrganization,
  foundOrganizationInput,
  inviteOwner,
  inviteOwnerInput,
} from "#server/organizations/found-organization.ts";
import { listOrganizations, listOrganizationsInput } from "#server/organizations/list-organizations.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** The organizations of the instance and their plans, for instance admins. */
export const instanceOrganizationsRouter = router({
  list: procedure
    .meta({ permission: "organization:manage" })
    .input(listOrganizationsInput)
    .query(({ ctx, input }) => listOrganizations(ctx, input)),
  create: procedure
    .meta({ permission: "organization:manage" })
    .input(foundOrganizationInput)
    .mutation(({ ctx, input }) => foundOrganization(ctx, input)),
  inviteOwner: procedure
    .meta({ permission: "organization:manage" })
    .input(inviteOwnerInput)
    .mutation(({ ctx, input }) => inviteOwner(ctx, input)),
  changePlan: procedure
    .meta({ permission: "organization:manage" })
    .input(changePlanInput)
    .mutation(({ ctx, input }) => changePlan(ctx, input)),
});

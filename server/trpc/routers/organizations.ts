import {
  deleteOrganization,
  deleteOrganizationInput,
  organizationDeletion,
  organizationDeletionInput,
} from "#server/organizations/delete-organization.ts";
import { getOrganization, getOrganizationInput } from "#server/organizations/get-organization.ts";
import { myOrganizations } from "#server/organizations/my-organizations.ts";
import { updateOrganization, updateOrganizationInput } from "#server/organizations/update-organization.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Organizations and their settings. */
export const organizationsRouter = router({
  mine: procedure.meta({ permission: "signed-in" }).query(({ ctx }) => myOrganizations(ctx)),
  get: procedure
    .meta({ permission: "organization:read" })
    .input(getOrganizationInput)
    .query(({ ctx, input }) => getOrganization(ctx, input)),
  update: procedure
    .meta({ permission: "organization:update" })
    .input(updateOrganizationInput)
    .mutation(({ ctx, input }) => updateOrganization(ctx, input)),
  deletion: procedure
    .meta({ permission: "organization:delete" })
    .input(organizationDeletionInput)
    .query(({ ctx, input }) => organizationDeletion(ctx, input)),
  delete: procedure
    .meta({ permission: "organization:delete" })
    .input(deleteOrganizationInput)
    .mutation(({ ctx, input }) => deleteOrganization(ctx, input)),
});

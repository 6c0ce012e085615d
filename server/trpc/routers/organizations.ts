import { myOrganizations } from "#server/organizations/my-organizations.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Organizations and what belongs to them. */
export const organizationsRouter = router({
  mine: procedure.meta({ permission: "signed-in" }).query(({ ctx }) => myOrganizations(ctx)),
});

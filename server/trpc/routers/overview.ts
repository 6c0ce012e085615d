import { getOverview, getOverviewInput } from "#server/event-log/get-overview.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** The first page of a project. */
export const overviewRouter = router({
  get: procedure
    .meta({ permission: "project:read" })
    .input(getOverviewInput)
    .query(({ ctx, input }) => getOverview(ctx, input)),
});

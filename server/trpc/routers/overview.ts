import { getOverview, getOverviewInput } from "#server/event-log/get-overview.ts";
import { getBadges, getBadgesInput } from "#server/event-log/get-badges.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** The first page of a project. */
export const overviewRouter = router({
  badges: procedure
    .meta({ permission: "project:read" })
    .input(getBadgesInput)
    .query(({ ctx, input }) => getBadges(ctx, input)),
  get: procedure
    .meta({ permission: "project:read" })
    .input(getOverviewInput)
    .query(({ ctx, input }) => getOverview(ctx, input)),
});

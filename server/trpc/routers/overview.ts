import { getBadges, getOverview, getOverviewInput } from "#server/event-log/get-overview.ts";
import { procedure, router } from "#server/trpc/init.ts";

const reading = procedure.meta({ permission: "project:read" });

/** The first page of a project, and what the nav counts. */
export const overviewRouter = router({
  get: reading.input(getOverviewInput).query(({ ctx, input }) => getOverview(ctx, input)),
  badges: reading.input(getOverviewInput).query(({ ctx, input }) => getBadges(ctx, input)),
});

import { getHealth } from "#server/operations/get-health.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** How the instance stands. */
export const instanceHealthRouter = router({
  get: procedure.meta({ permission: "health:read" }).query(({ ctx }) => getHealth(ctx)),
});

import { myAccess, myAccessInput } from "#server/access-requests/my-access.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** What one may do with secrets. */
export const accessRouter = router({
  mine: procedure
    .meta({ permission: "project:read" })
    .input(myAccessInput)
    .query(({ ctx, input }) => myAccess(ctx, input)),
});

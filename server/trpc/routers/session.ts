import { needsSetUp, setUp, setUpInput } from "#server/auth/set-up.ts";
import { requireUser } from "#server/context.ts";
import { procedure, publicProcedure, router } from "#server/trpc/init.ts";

/** Who is signed in, and the set-up of a first start. */
export const sessionRouter = router({
  me: procedure.meta({ permission: "signed-in" }).query(({ ctx }) => {
    const { id, name, email, isInstanceAdmin } = requireUser(ctx);
    return { id, name, email, isInstanceAdmin };
  }),
  needsSetUp: publicProcedure.meta({ permission: "public" }).query(({ ctx }) => needsSetUp(ctx)),
  setUp: publicProcedure
    .meta({ permission: "public" })
    .input(setUpInput)
    .mutation(({ ctx, input }) => setUp(ctx, input)),
});

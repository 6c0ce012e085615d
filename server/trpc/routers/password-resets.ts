import { createPasswordReset, createPasswordResetInput } from "#server/auth/create-password-reset.ts";
import { redeemPasswordReset, redeemPasswordResetInput } from "#server/auth/redeem-password-reset.ts";
import { procedure, publicProcedure, router } from "#server/trpc/init.ts";

/** Links by which people choose a new password. */
export const passwordResetsRouter = router({
  create: procedure
    .meta({ permission: "user:manage" })
    .input(createPasswordResetInput)
    .mutation(({ ctx, input }) => createPasswordReset(ctx, input)),
  redeem: publicProcedure
    .meta({ permission: "public" })
    .input(redeemPasswordResetInput)
    .mutation(({ ctx, input }) => redeemPasswordReset(ctx, input)),
});

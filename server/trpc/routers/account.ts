import { changePassword, changePasswordInput } from "#server/account/change-password.ts";
import { getAccount } from "#server/account/get-account.ts";
import {
  beginTotp,
  beginTotpInput,
  confirmTotp,
  confirmTotpInput,
  disableTotp,
  renewRecoveryCodes,
} from "#server/account/second-factor.ts";
import {
  endSession,
  endSessionInput,
  endSessions,
  endSessionsInput,
  listSessions,
} from "#server/account/sessions.ts";
import {
  changeEmail,
  changeEmailInput,
  updateProfile,
  updateProfileInput,
} from "#server/account/update-profile.ts";
import { proofInput } from "#server/account/with-proof.ts";
import { procedure, router } from "#server/trpc/init.ts";

const own = procedure.meta({ permission: "signed-in" });

/** The signed-in person's own account. */
export const accountRouter = router({
  get: own.query(({ ctx }) => getAccount(ctx)),
  update: own.input(updateProfileInput).mutation(({ ctx, input }) => updateProfile(ctx, input)),
  changeEmail: own.input(changeEmailInput).mutation(({ ctx, input }) => changeEmail(ctx, input)),
  changePassword: own.input(changePasswordInput).mutation(({ ctx, input }) => changePassword(ctx, input)),
  sessions: own.query(({ ctx }) => listSessions(ctx)),
  endSession: own.input(endSessionInput).mutation(({ ctx, input }) => endSession(ctx, input)),
  endSessions: own.input(endSessionsInput).mutation(({ ctx, input }) => endSessions(ctx, input)),
  beginTotp: own.input(beginTotpInput).mutation(({ ctx, input }) => beginTotp(ctx, input)),
  confirmTotp: own.input(confirmTotpInput).mutation(({ ctx, input }) => confirmTotp(ctx, input)),
  disableTotp: own.input(proofInput).mutation(({ ctx, input }) => disableTotp(ctx, input)),
  renewRecoveryCodes: own.input(proofInput).mutation(({ ctx, input }) => renewRecoveryCodes(ctx, input)),
});

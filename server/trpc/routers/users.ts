import { disableTotpOf, disableTotpOfInput } from "#server/auth/disable-totp-of.ts";
import { procedure, router } from "#server/trpc/init.ts";
import { changeInstanceAdmin, changeInstanceAdminInput } from "#server/users/change-instance-admin.ts";
import { accountInput, disableUser, enableUser, endSessions } from "#server/users/disable-user.ts";
import { getUser, getUserInput } from "#server/users/get-user.ts";
import { listUsers, listUsersInput } from "#server/users/list-users.ts";

/** Everybody with an account, for instance admins. */
export const usersRouter = router({
  list: procedure
    .meta({ permission: "user:manage" })
    .input(listUsersInput)
    .query(({ ctx, input }) => listUsers(ctx, input)),
  get: procedure
    .meta({ permission: "user:manage" })
    .input(getUserInput)
    .query(({ ctx, input }) => getUser(ctx, input)),
  changeInstanceAdmin: procedure
    .meta({ permission: "user:manage" })
    .input(changeInstanceAdminInput)
    .mutation(({ ctx, input }) => changeInstanceAdmin(ctx, input)),
  disable: procedure
    .meta({ permission: "user:manage" })
    .input(accountInput)
    .mutation(({ ctx, input }) => disableUser(ctx, input)),
  enable: procedure
    .meta({ permission: "user:manage" })
    .input(accountInput)
    .mutation(({ ctx, input }) => enableUser(ctx, input)),
  disableTotp: procedure
    .meta({ permission: "user:manage" })
    .input(disableTotpOfInput)
    .mutation(({ ctx, input }) => disableTotpOf(ctx, input)),
  endSessions: procedure
    .meta({ permission: "user:manage" })
    .input(accountInput)
    .mutation(({ ctx, input }) => endSessions(ctx, input)),
});

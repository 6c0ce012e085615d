import { recoveryCodesLeft } from "#server/auth/spend-code.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";

const select = {
  name: true,
  email: true,
  createdAt: true,
  passwordHash: true,
  totpEnabledAt: true,
  oidcAccounts: { select: { issuer: true, createdAt: true, lastSignInAt: true } },
} satisfies Prisma.UserSelect;

/** The signed-in person's own account: who they are, and by what they show it. */
export async function getAccount(ctx: Context) {
  const me = requireUser(ctx);
  const { passwordHash, oidcAccounts, ...account } = await ctx.db.user.findUniqueOrThrow({
    where: { id: me.id },
    select,
  });
  const { oidc } = ctx.env;
  const link = oidcAccounts.find((one) => one.issuer === oidc?.issuer);
  return {
    ...account,
    isInstanceAdmin: me.isInstanceAdmin,
    hasPassword: passwordHash !== null,
    recoveryCodesLeft: account.totpEnabledAt ? await recoveryCodesLeft(ctx.db, me.id) : 0,
    /** Null where this instance signs nobody in through an identity provider. */
    identityProvider: oidc && {
      name: oidc.name,
      connectedAt: link?.createdAt ?? null,
      lastSignInAt: link?.lastSignInAt ?? null,
    },
  };
}

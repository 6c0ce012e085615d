import { z } from "zod";
import { requireInstance } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { notFound } from "#server/errors.ts";
import { refuseDisabling, refuseUnmakingAdmin } from "#server/users/account-rules.ts";
import { findAccount } from "#server/users/find-account.ts";

export const getUserInput = z.object({ userId: z.uuid() });

const detailSelect = {
  createdAt: true,
  passwordHash: true,
  totpEnabledAt: true,
  oidcAccounts: { select: { issuer: true, lastSignInAt: true }, orderBy: { lastSignInAt: "desc" } },
  organizations: {
    select: { role: true, organization: { select: { id: true, name: true } } },
    orderBy: { organization: { name: "asc" } },
  },
} satisfies Prisma.UserSelect;

/** A person as an instance admin sees them: how they sign in, where they belong, and what may be done. */
export async function getUser(ctx: Context, input: z.output<typeof getUserInput>) {
  requireInstance(ctx, "user:manage");
  const { user, situation } = await findAccount(ctx.db, ctx, input.userId);
  const detail = await ctx.db.user.findUnique({ where: { id: user.id }, select: detailSelect });
  if (!detail) throw notFound("person");
  const now = ctx.clock.now();
  const [sessions, seen] = await Promise.all([
    ctx.db.session.count({ where: { userId: user.id, revokedAt: null, expiresAt: { gt: now } } }),
    ctx.db.session.aggregate({ where: { userId: user.id }, _max: { lastSeenAt: true } }),
  ]);
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    isInstanceAdmin: user.isInstanceAdmin,
    disabledAt: user.disabledAt,
    createdAt: detail.createdAt,
    lastSeenAt: seen._max.lastSeenAt,
    sessions,
    hasPassword: detail.passwordHash !== null,
    secondFactorSince: detail.totpEnabledAt,
    identityProviders: detail.oidcAccounts,
    organizations: detail.organizations.map(({ role, organization }) => ({ ...organization, role })),
    self: situation.self,
    /** Sentences for which it cannot be done; null where it can. */
    mayNotDisable: refuseDisabling(situation)?.message ?? null,
    mayNotUnmakeAdmin: refuseUnmakingAdmin(situation)?.message ?? null,
  };
}

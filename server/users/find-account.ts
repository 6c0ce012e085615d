import type { Context } from "#server/context.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { notFound } from "#server/errors.ts";
import type { AccountSituation } from "#server/users/account-rules.ts";

/** A person's account, and what stands around it. */
export async function findAccount(tx: Db | Tx, ctx: Pick<Context, "actor">, userId: string) {
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: { id: true, name: true, email: true, isInstanceAdmin: true, disabledAt: true },
  });
  if (!user) throw notFound("person");
  const otherInstanceAdmins = await tx.user.count({
    where: { isInstanceAdmin: true, disabledAt: null, id: { not: userId } },
  });
  const without = await tx.organization.findMany({
    where: {
      members: { some: { userId, role: "owner" } },
      NOT: { members: { some: { role: "owner", userId: { not: userId }, user: { disabledAt: null } } } },
    },
    orderBy: { name: "asc" },
    select: { name: true },
  });
  const situation: AccountSituation = {
    self: ctx.actor?.kind === "user" && ctx.actor.id === userId,
    isInstanceAdmin: user.isInstanceAdmin,
    otherInstanceAdmins,
    // A disabled owner was none before either.
    onlyOwnerOf: user.disabledAt ? [] : without.map((one) => one.name),
  };
  return { user, situation };
}

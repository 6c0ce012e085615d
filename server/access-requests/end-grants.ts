import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { isActiveAt } from "#server/access-requests/active-grants.ts";

/**
 * Ends what a person still has by grants in some projects, as when they are taken out of them: a later return must
 * not bring old access back. Answers how many grants ended; the caller writes it into its audit entry.
 */
export async function endGrantsOf(
  tx: Tx,
  ctx: Context,
  { userId, projects }: { userId: string; projects: Prisma.ProjectWhereInput },
): Promise<number> {
  const now = ctx.clock.now();
  const { count } = await tx.accessGrant.updateMany({
    where: { AND: [{ userId, project: projects }, isActiveAt(now)] },
    data: {
      revokedAt: now,
      revokedById: ctx.actor?.kind === "user" ? ctx.actor.id : null,
      revokedBy: ctx.actor?.name ?? null,
    },
  });
  return count;
}

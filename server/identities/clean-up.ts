import type { Context } from "#server/context.ts";

/** How long what counts no more can still be looked at. */
const keptMs = 30 * 86_400_000;
const batch = 100;

/**
 * Deletes, a batch at a time, tokens that ended long ago, whosever they are, and the identity's own client secrets
 * that did. It comes with logins, because they are what makes the rows; a failure is no login's matter.
 */
export async function cleanUpAfterLogin(ctx: Context, identityId: string): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - keptMs);
  try {
    await ctx.db.$executeRaw`
      delete from "IdentityAccessToken" where "id" in (
        select "id" from "IdentityAccessToken" where "expiresAt" < ${before}
        order by "expiresAt" limit ${batch} for update skip locked)`;
    await ctx.db.identityClientSecret.deleteMany({
      where: {
        identityId,
        OR: [{ revokedAt: { lt: before } }, { expiresAt: { lt: before } }],
        accessTokens: { none: {} },
      },
    });
  } catch (error) {
    ctx.logger.warn({ err: error, identityId }, "ended access tokens could not be deleted");
  }
}

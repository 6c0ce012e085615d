import { z } from "zod";
import type { Context } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { requireToken } from "#server/identities/find-token.ts";
import { expiryOf, tokenRefusals } from "#server/identities/standing.ts";
import { type AccessTokenAnswer, answerOf } from "#server/identities/tokens.ts";

export const renewAccessTokenInput = z.object({
  accessToken: z.string().trim().min(1, "Send the access token.").max(500),
});

/**
 * Stretches the life of a token that still counts by the identity's token life, never beyond the longest life. The
 * token stays the same, and so do its uses. Routine like any other use, so no entry of the audit log tells of it.
 */
export async function renewAccessToken(
  ctx: Context,
  input: z.output<typeof renewAccessTokenInput>,
): Promise<AccessTokenAnswer> {
  const now = ctx.clock.now();
  const token = await requireToken(ctx, input.accessToken, ctx.origin);
  const life = expiryOf(token.identity, token, now);
  const renewed = await ctx.db.identityAccessToken.updateMany({
    where: { id: token.id, revokedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: life.expiresAt, lastUsedAt: now },
  });
  if (renewed.count === 0) throw new AppError("unauthenticated", tokenRefusals.revoked);
  return answerOf(input.accessToken, life, now);
}

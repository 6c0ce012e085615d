import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import { findToken, unknownToken } from "#server/identities/find-token.ts";
import { endTokens } from "#server/identities/end-tokens.ts";

export const revokeAccessTokenInput = z.object({
  accessToken: z.string().trim().min(1, "Send the access token.").max(500),
});
export const revokeAccessTokenOutput = z.object({ revoked: z.literal(true) });

/**
 * Ends the token that is sent, at once and from any network: whoever holds a token that went astray does well to end
 * it. One that counts no more is answered alike.
 */
export async function revokeAccessToken(
  ctx: Context,
  input: z.output<typeof revokeAccessTokenInput>,
): Promise<z.output<typeof revokeAccessTokenOutput>> {
  const token = await findToken(ctx.db, input.accessToken);
  if (!token) throw unknownToken();
  const { id: identityId, name, organizationId } = token.identity;
  await ctx.db.$transaction(async (tx) => {
    const ended = await endTokens(tx, { identityId, id: token.id }, ctx.clock.now());
    if (ended === 0) return;
    const actor = { kind: "identity" as const, id: identityId, name, organizationId };
    await recordAudit(
      tx,
      { ...ctx, actor },
      {
        organizationId,
        action: "identity.token-revoked",
        target: { kind: "identity", id: identityId, name },
        after: { endedTokens: ended, tokenId: token.id },
      },
    );
  });
  return { revoked: true };
}

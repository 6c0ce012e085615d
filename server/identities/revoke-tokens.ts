import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { endTokens } from "#server/identities/end-tokens.ts";
import { lockIdentity } from "#server/identities/find-identity.ts";

export const revokeTokensInput = z.object({
  organizationId: z.uuid(),
  identityId: z.uuid(),
  /** One of the identity's tokens; without it all of them. */
  tokenId: z.uuid().optional(),
});

/** Ends one access token of an identity, or all of them, at once. Its program may log in again. */
export async function revokeTokens(
  ctx: Context,
  input: z.output<typeof revokeTokensInput>,
): Promise<{ endedTokens: number }> {
  const { organizationId, tokenId } = input;
  return ctx.db.$transaction(async (tx) => {
    await requireOrganization(ctx, organizationId, "identity:manage", tx);
    const identity = await lockIdentity(tx, input);
    if (tokenId !== undefined) {
      const known = await tx.identityAccessToken.count({ where: { id: tokenId, identityId: identity.id } });
      if (known === 0) throw notFound("access token");
    }
    const whose = { identityId: identity.id, ...(tokenId === undefined ? {} : { id: tokenId }) };
    const endedTokens = await endTokens(tx, whose, ctx.clock.now());
    if (endedTokens === 0) return { endedTokens };
    await recordAudit(tx, ctx, {
      organizationId,
      action: tokenId === undefined ? "identity.tokens-revoked" : "identity.token-revoked",
      target: { kind: "identity", id: identity.id, name: identity.name },
      after: { endedTokens, ...(tokenId === undefined ? {} : { tokenId }) },
    });
    return { endedTokens };
  });
}

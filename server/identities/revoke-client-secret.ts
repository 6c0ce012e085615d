import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { endTokens } from "#server/identities/end-tokens.ts";
import { lockIdentity } from "#server/identities/find-identity.ts";

export const revokeClientSecretInput = z.object({
  organizationId: z.uuid(),
  identityId: z.uuid(),
  clientSecretId: z.uuid(),
});

/** Ends a client secret and the tokens it gave, at once. Doing it again changes nothing. */
export async function revokeClientSecret(
  ctx: Context,
  input: z.output<typeof revokeClientSecretInput>,
): Promise<{ endedTokens: number }> {
  const { organizationId } = input;
  return ctx.db.$transaction(async (tx) => {
    await requireOrganization(ctx, organizationId, "identity:manage", tx);
    const identity = await lockIdentity(tx, input);
    const where = { id: input.clientSecretId, identityId: identity.id };
    const secret = await tx.identityClientSecret.findUnique({
      where,
      select: { prefix: true, description: true, revokedAt: true },
    });
    if (!secret) throw notFound("client secret");
    if (secret.revokedAt) return { endedTokens: 0 };
    const now = ctx.clock.now();
    await tx.identityClientSecret.update({ where, data: { revokedAt: now }, select: { id: true } });
    const whose = { identityId: identity.id, clientSecretId: input.clientSecretId };
    const endedTokens = await endTokens(tx, whose, now);
    await recordAudit(tx, ctx, {
      organizationId,
      action: "identity.client-secret-revoked",
      target: { kind: "identity", id: identity.id, name: identity.name },
      before: { prefix: secret.prefix, description: secret.description },
      after: { endedTokens },
    });
    return { endedTokens };
  });
}

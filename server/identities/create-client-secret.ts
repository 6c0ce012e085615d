import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import { actorIdOf, type Context } from "#server/context.ts";
import { conflict, invalid } from "#server/errors.ts";
import { lockIdentity } from "#server/identities/find-identity.ts";
import { usesMaxSchema } from "#server/identities/identity-fields.ts";
import { forgetFailures } from "#server/identities/login-throttle.ts";
import { newClientSecret } from "#server/identities/tokens.ts";
import { newId } from "#server/ids.ts";

export const createClientSecretInput = z.object({
  organizationId: z.uuid(),
  identityId: z.uuid(),
  description: z.string().trim().max(200, "Use at most 200 characters.").default(""),
  /** Null for one that does not expire. */
  expiresAt: z.coerce.date().nullable().default(null),
  /** How many logins it is good for; null without limit. */
  usesMax: usesMaxSchema.default(null),
});

const secretsMax = 50;

/** Makes a client secret. It is in the answer, once: only its hash and first characters are kept. */
export async function createClientSecret(
  ctx: Context,
  input: z.output<typeof createClientSecretInput>,
): Promise<{ id: string; clientId: string; clientSecret: string }> {
  const { organizationId, description, expiresAt, usesMax } = input;
  return ctx.db.$transaction(async (tx) => {
    await requireOrganization(ctx, organizationId, "identity:manage", tx);
    const identity = await lockIdentity(tx, input);
    const now = ctx.clock.now();
    if (expiresAt !== null && expiresAt <= now) {
      throw invalid("expiresAt", "This time has passed. Choose a later one, or none.");
    }
    const standing = await tx.identityClientSecret.count({
      where: {
        identityId: identity.id,
        revokedAt: null,
        OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
      },
    });
    if (standing >= secretsMax) {
      throw conflict(`An identity has at most ${secretsMax} client secrets. Revoke one that nothing uses.`);
    }
    const id = newId();
    const { secret, prefix, hash } = newClientSecret();
    await tx.identityClientSecret.create({
      data: {
        id,
        identityId: identity.id,
        description,
        prefix,
        secretHash: hash,
        createdById: actorIdOf(ctx),
        createdBy: ctx.actor?.name ?? "",
        createdAt: now,
        expiresAt,
        usesMax,
      },
      select: { id: true },
    });
    await forgetFailures(tx, identity.clientId);
    await recordAudit(tx, ctx, {
      organizationId,
      action: "identity.client-secret-created",
      target: { kind: "identity", id: identity.id, name: identity.name },
      after: { prefix, description, expiresAt: expiresAt?.toISOString() ?? null, usesMax },
    });
    return { id, clientId: identity.clientId, clientSecret: secret };
  });
}

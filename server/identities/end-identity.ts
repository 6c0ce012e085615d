import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { lockIdentity } from "#server/identities/find-identity.ts";
import { endTokens } from "#server/identities/end-tokens.ts";

export const setIdentityEnabledInput = z.object({
  organizationId: z.uuid(),
  identityId: z.uuid(),
  enabled: z.boolean(),
});
export const deleteIdentityInput = z.object({ organizationId: z.uuid(), identityId: z.uuid() });

/**
 * Switches an identity off, which ends its tokens at once and refuses its logins, or on again, after which its
 * program has to log in anew.
 */
export async function setIdentityEnabled(
  ctx: Context,
  input: z.output<typeof setIdentityEnabledInput>,
): Promise<{ endedTokens: number }> {
  const { organizationId, enabled } = input;
  return ctx.db.$transaction(async (tx) => {
    await requireOrganization(ctx, organizationId, "identity:manage", tx);
    const identity = await lockIdentity(tx, input);
    if ((identity.disabledAt === null) === enabled) return { endedTokens: 0 };
    const now = ctx.clock.now();
    await tx.machineIdentity.update({
      where: { id: identity.id, organizationId },
      data: { disabledAt: enabled ? null : now },
      select: { id: true },
    });
    const endedTokens = enabled ? 0 : await endTokens(tx, { identityId: identity.id }, now);
    await recordAudit(tx, ctx, {
      organizationId,
      action: enabled ? "identity.enabled" : "identity.disabled",
      target: { kind: "identity", id: identity.id, name: identity.name },
      ...(enabled ? {} : { after: { endedTokens } }),
    });
    return { endedTokens };
  });
}

/** Deletes an identity with its client secrets, tokens and project memberships. What it did stays in the audit log. */
export async function deleteIdentity(
  ctx: Context,
  input: z.output<typeof deleteIdentityInput>,
): Promise<void> {
  const { organizationId } = input;
  await ctx.db.$transaction(async (tx) => {
    await requireOrganization(ctx, organizationId, "identity:manage", tx);
    const identity = await lockIdentity(tx, input);
    const memberships = await tx.identityProjectMember.findMany({
      where: { identityId: identity.id },
      orderBy: { project: { name: "asc" } },
      select: {
        role: true,
        customRole: { select: { name: true } },
        project: { select: { name: true } },
      },
    });
    await tx.machineIdentity.delete({ where: { id: identity.id, organizationId }, select: { id: true } });
    await recordAudit(tx, ctx, {
      organizationId,
      action: "identity.deleted",
      target: { kind: "identity", id: identity.id, name: identity.name },
      before: {
        clientId: identity.clientId,
        role: identity.role,
        projects: memberships.map(({ project, role, customRole }) => ({
          project: project.name,
          role: role ?? customRole?.name ?? null,
        })),
      },
    });
  });
}

import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { conflict, invalid } from "#server/errors.ts";
import { lockIdentity } from "#server/identities/find-identity.ts";
import {
  type IdentitySettings,
  identitySettingsSchema,
  refuseTokenLives,
} from "#server/identities/identity-fields.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";

export const updateIdentityInput = identitySettingsSchema.extend({
  organizationId: z.uuid(),
  identityId: z.uuid(),
});

/**
 * Renames an identity or changes its role, networks or tokens. Role and networks count from the next request on;
 * lives and use limits for tokens that are given from now on.
 */
export async function updateIdentity(
  ctx: Context,
  input: z.output<typeof updateIdentityInput>,
): Promise<void> {
  const { organizationId, identityId, ...after } = input;
  const refusal = refuseTokenLives(after);
  if (refusal) throw invalid("accessTokenMaxSeconds", refusal);
  await ctx.db.$transaction(async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireOrganization(ctx, organizationId, "identity:manage", tx);
    const identity = await lockIdentity(tx, { organizationId, identityId });
    const changed = changedKeys(identity, after);
    if (changed.length === 0) return;
    if (changed.includes("name")) {
      const taken = await tx.machineIdentity.count({ where: { organizationId, name: after.name } });
      if (taken > 0) throw conflict("The organization has an identity of this name already.", "name");
    }
    await tx.machineIdentity.update({
      where: { id: identity.id, organizationId },
      data: after,
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId,
      action: "identity.updated",
      target: { kind: "identity", id: identity.id, name: after.name },
      before: Object.fromEntries(changed.map((key) => [key, identity[key]])),
      after: Object.fromEntries(changed.map((key) => [key, after[key]])),
    });
  });
}

type Before = Omit<IdentitySettings, "role"> & { role: string };

function changedKeys(before: Before, after: IdentitySettings): (keyof IdentitySettings)[] {
  const keys = Object.keys(after).filter((key): key is keyof IdentitySettings => key in before);
  return keys.filter((key) => String(before[key]) !== String(after[key]));
}

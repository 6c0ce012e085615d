import type { Tx } from "#server/db/client.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import type { Plan } from "#server/authz/entitlements.ts";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";

/**
 * Makes an organization in the caller's transaction, with its first owner, or without one who is to be invited; the
 * plan is the instance's default.
 */
export async function createOrganization(
  tx: Tx,
  ctx: Context,
  input: { name: string; ownerId: string | null; plan?: Plan },
): Promise<{ id: string }> {
  const id = newId();
  const plan = input.plan ?? ctx.env.defaultPlan;
  await tx.organization.create({ data: { id, name: input.name, plan }, select: { id: true } });
  if (input.ownerId !== null) {
    await tx.organizationMember.create({
      data: { organizationId: id, userId: input.ownerId, role: "owner" },
      select: { userId: true },
    });
  }
  await recordAudit(tx, ctx, {
    organizationId: id,
    action: "organization.created",
    target: { kind: "organization", id, name: input.name },
    after: { plan },
  });
  return { id };
}

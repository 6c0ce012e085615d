import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import type { OrganizationRole } from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { findInvitation } from "#server/invitations/find-invitation.ts";
import { mayInviteTo } from "#server/invitations/invitation-rules.ts";

export const revokeInvitationInput = z.object({ organizationId: z.uuid(), invitationId: z.uuid() });

/** Withdraws an invitation; its link is void at once. */
export async function revokeInvitation(
  ctx: Context,
  input: z.output<typeof revokeInvitationInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { id, email, role } = await findInvitation(tx, ctx, input);
    await tx.invitation.update({
      where: { id },
      data: { revokedAt: ctx.clock.now() },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: input.organizationId,
      action: "invitation.revoked",
      target: { kind: "invitation", id, name: email },
      before: { role },
    });
  });
}

/**
 * Withdraws what a person has invited to and could not any longer, as when they leave (`keeps` null) or get a smaller
 * role: a link they still hold must not lead back in. Answers how many; the caller writes it into its audit entry.
 */
export async function revokeInvitationsBy(
  tx: Tx,
  ctx: Context,
  by: { userId: string; organizationId?: string; keeps: OrganizationRole | null },
): Promise<number> {
  const { count } = await tx.invitation.updateMany({
    where: {
      invitedById: by.userId,
      ...(by.organizationId ? { organizationId: by.organizationId } : {}),
      role: { notIn: [...mayInviteTo(by.keeps)] },
      acceptedAt: null,
      revokedAt: null,
    },
    data: { revokedAt: ctx.clock.now() },
  });
  return count;
}

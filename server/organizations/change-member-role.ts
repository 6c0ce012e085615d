import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { lockPerson } from "#server/auth/lock-person.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { revokeInvitationsBy } from "#server/invitations/revoke-invitation.ts";
import { findMember } from "#server/organizations/find-member.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { refuseRoleChange } from "#server/organizations/member-rules.ts";
import { organizationRoleSchema } from "#server/organizations/organization-fields.ts";

export const changeMemberRoleInput = z.object({
  organizationId: z.uuid(),
  userId: z.uuid(),
  role: organizationRoleSchema,
});

/** Gives a member another role; it counts from their next request on. */
export async function changeMemberRole(
  ctx: Context,
  input: z.output<typeof changeMemberRoleInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { organizationId, userId } = input;
    await lockPerson(tx, userId);
    await lockOrganization(tx, organizationId);
    const { role } = await requireOrganization(ctx, organizationId, "organization-member:manage", tx);
    const member = await findMember(tx, organizationId, userId);
    const self = ctx.actor?.kind === "user" && ctx.actor.id === userId;
    const refusal = refuseRoleChange({
      actorRole: role,
      from: member.role,
      to: input.role,
      otherOwners: member.otherOwners,
      self,
    });
    if (refusal) throw refusal;
    if (member.role === input.role) return;
    await tx.organizationMember.update({
      where: { organizationId_userId: { organizationId, userId } },
      data: { role: input.role },
      select: { role: true },
    });
    // Links that they may not hand out any longer must not lead back in.
    const revokedInvitations = await revokeInvitationsBy(tx, ctx, {
      userId,
      organizationId,
      keeps: input.role,
    });
    await recordAudit(tx, ctx, {
      organizationId,
      action: "organization-member.role-changed",
      target: { kind: "user", id: userId, name: member.email },
      before: { role: member.role },
      after: { role: input.role, ...(revokedInvitations > 0 ? { revokedInvitations } : {}) },
    });
  });
}

import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict, forbidden, notFound } from "#server/errors.ts";
import { mayInviteTo } from "#server/invitations/invitation-rules.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";

/**
 * An invitation of the organization that is still to be accepted, for somebody who may change it; its organization is
 * locked until the transaction ends.
 */
export async function findInvitation(
  tx: Tx,
  ctx: Context,
  { organizationId, invitationId }: { organizationId: string; invitationId: string },
) {
  await lockOrganization(tx, organizationId);
  const { role } = await requireOrganization(ctx, organizationId, "organization-member:manage", tx);
  const invitation = await tx.invitation.findFirst({
    where: { id: invitationId, organizationId },
    select: { id: true, email: true, role: true, expiresAt: true, acceptedAt: true, revokedAt: true },
  });
  if (!invitation) throw notFound("invitation");
  if (role !== null && !mayInviteTo(role).includes(invitation.role)) {
    throw forbidden(
      "Only an owner of the organization may change an invitation of an owner. Ask one of them.",
    );
  }
  if (invitation.acceptedAt) throw conflict(`${invitation.email} has accepted this invitation already.`);
  if (invitation.revokedAt) throw conflict("This invitation was revoked. Invite them anew.");
  return invitation;
}

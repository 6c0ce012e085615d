import type { Tx } from "#server/db/client.ts";
import type { OrganizationRole } from "#server/authz/permissions.ts";
import { notFound } from "#server/errors.ts";

/**
 * A member of an organization, and how many owners it has besides; a disabled one counts as none, for they can do
 * nothing. Somebody who is not in it is *not found*.
 */
export async function findMember(
  tx: Tx,
  organizationId: string,
  userId: string,
): Promise<{ id: string; name: string; email: string; role: OrganizationRole; otherOwners: number }> {
  const member = await tx.organizationMember.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
    select: { role: true, user: { select: { id: true, name: true, email: true } } },
  });
  if (!member) throw notFound("member");
  const otherOwners = await tx.organizationMember.count({
    where: { organizationId, role: "owner", userId: { not: userId }, user: { disabledAt: null } },
  });
  return { ...member.user, role: member.role, otherOwners };
}

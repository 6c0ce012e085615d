import { recordAudit } from "#server/audit/record-audit.ts";
import type { OrganizationRole, ProjectRole } from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";

/** What is needed of an invitation to take it up. */
export type TakenInvitation = {
  id: string;
  tokenHash: string;
  organizationId: string;
  email: string;
  role: OrganizationRole;
  projectId: string | null;
  projectRole: ProjectRole | null;
};

/**
 * Makes a person a member as an invitation says, if it still stands open; false where it does not. Of two at the same
 * time one wins. Whoever is a member already keeps their role. The caller holds the person's and the organization's lock.
 */
export async function takeUp(
  tx: Tx,
  ctx: Context,
  invitation: TakenInvitation,
  person: { id: string; newAccount: boolean },
): Promise<boolean> {
  const { id, tokenHash, organizationId, projectId, projectRole } = invitation;
  const now = ctx.clock.now();
  const taken = await tx.invitation.updateMany({
    where: { id, tokenHash, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now, acceptedById: person.id },
  });
  if (taken.count === 0) return false;
  const joined = await tx.organizationMember.createMany({
    data: [{ organizationId, userId: person.id, role: invitation.role }],
    skipDuplicates: true,
  });
  if (projectId && projectRole) {
    await tx.projectMember.createMany({
      data: [{ projectId, userId: person.id, role: projectRole }],
      skipDuplicates: true,
    });
  }
  await recordAudit(tx, ctx, {
    organizationId,
    ...(projectId ? { projectId } : {}),
    action: "invitation.accepted",
    target: { kind: "user", id: person.id, name: invitation.email },
    after: {
      ...(joined.count > 0 ? { role: invitation.role } : { alreadyMember: true }),
      ...(projectRole ? { projectRole } : {}),
      newAccount: person.newAccount,
    },
  });
  return true;
}

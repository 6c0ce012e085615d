import { recordAudit } from "#server/audit/record-audit.ts";
import type { OrganizationRole, ProjectRole } from "#server/authz/permissions.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict } from "#server/errors.ts";
import { newId } from "#server/ids.ts";
import { invitationLink, newInvitationToken } from "#server/invitations/invitation-token.ts";

/** An invitation as it is told once: afterwards nobody can read the link again. */
export type IssuedInvitation = { id: string; email: string; link: string; expiresAt: Date };

/** They are listed whole. */
export const openMax = 500;

/**
 * Makes an invitation in the caller's transaction, which holds the organization's lock. An earlier one for the same
 * address is replaced. Nothing here depends on whether the address has an account.
 */
export async function openInvitation(
  tx: Tx,
  ctx: Context,
  input: {
    organizationId: string;
    email: string;
    role: OrganizationRole;
    project: { id: string; name: string; role: ProjectRole } | null;
    days: number;
  },
): Promise<IssuedInvitation> {
  const inviter = requireUser(ctx);
  const { organizationId, email, role, project } = input;
  const now = ctx.clock.now();
  const { token, tokenHash, expiresAt } = newInvitationToken(now, input.days);
  const replaced = await tx.invitation.updateMany({
    where: { organizationId, email, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now },
  });
  const open = { organizationId, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
  if ((await tx.invitation.count({ where: open })) >= openMax) {
    throw conflict(`An organization has at most ${openMax} open invitations. Withdraw some of them first.`);
  }
  const id = newId();
  await tx.invitation.create({
    data: {
      id,
      organizationId,
      email,
      role,
      projectId: project?.id ?? null,
      projectRole: project?.role ?? null,
      tokenHash,
      invitedById: inviter.id,
      invitedBy: inviter.name,
      createdAt: now,
      expiresAt,
    },
    select: { id: true },
  });
  await recordAudit(tx, ctx, {
    organizationId,
    action: "invitation.created",
    target: { kind: "invitation", id, name: email },
    after: {
      role,
      ...(project ? { project: project.name, projectRole: project.role } : {}),
      expiresAt: expiresAt.toISOString(),
      ...(replaced.count > 0 ? { replaced: replaced.count } : {}),
    },
  });
  return { id, email, link: invitationLink(ctx.env.appUrl, token), expiresAt };
}

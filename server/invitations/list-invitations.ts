import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { invitationState, mayInviteTo } from "#server/invitations/invitation-rules.ts";

export const listInvitationsInput = z.object({ organizationId: z.uuid() });

/** The invitations of an organization that nobody has accepted, newest first: open ones and expired ones. */
export async function listInvitations(ctx: Context, input: z.output<typeof listInvitationsInput>) {
  const { organization, role } = await requireOrganization(
    ctx,
    input.organizationId,
    "organization-member:manage",
  );
  const rows = await ctx.db.invitation.findMany({
    where: { organizationId: organization.id, acceptedAt: null, revokedAt: null },
    orderBy: { id: "desc" },
    select: {
      id: true,
      email: true,
      role: true,
      projectRole: true,
      project: { select: { name: true } },
      invitedBy: true,
      createdAt: true,
      expiresAt: true,
      acceptedAt: true,
      revokedAt: true,
    },
  });
  const now = ctx.clock.now();
  const changeable = mayInviteTo(role ?? "owner");
  return rows.map(({ project, acceptedAt, revokedAt, ...row }) => ({
    ...row,
    project: project?.name ?? null,
    expired: invitationState({ acceptedAt, revokedAt, expiresAt: row.expiresAt }, now) === "expired",
    mayChange: changeable.includes(row.role),
  }));
}

import { z } from "zod";
import { endGrantsOf } from "#server/access-requests/end-grants.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { OrganizationRole } from "#server/authz/permissions.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { revokeInvitationsBy } from "#server/invitations/revoke-invitation.ts";
import { findMember } from "#server/organizations/find-member.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { refuseRoleChange } from "#server/organizations/member-rules.ts";

export const removeMemberInput = z.object({ organizationId: z.uuid(), userId: z.uuid() });
export const leaveOrganizationInput = z.object({ organizationId: z.uuid() });

/** Takes a person out of an organization and all its projects. Their account, and what they did, stays. */
export async function removeMember(ctx: Context, input: z.output<typeof removeMemberInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await lockOrganization(tx, input.organizationId);
    const { role } = await requireOrganization(ctx, input.organizationId, "organization-member:manage", tx);
    await takeOut(tx, ctx, { ...input, actorRole: role });
  });
}

/** The signed-in person leaves an organization and all its projects. */
export async function leaveOrganization(
  ctx: Context,
  input: z.output<typeof leaveOrganizationInput>,
): Promise<void> {
  const { id: userId } = requireUser(ctx);
  await ctx.db.$transaction(async (tx) => {
    await lockOrganization(tx, input.organizationId);
    const { role } = await requireOrganization(ctx, input.organizationId, "organization:read", tx);
    await takeOut(tx, ctx, { organizationId: input.organizationId, userId, actorRole: role });
  });
}

async function takeOut(
  tx: Tx,
  ctx: Context,
  input: { organizationId: string; userId: string; actorRole: OrganizationRole | null },
): Promise<void> {
  const { organizationId, userId, actorRole } = input;
  const member = await findMember(tx, organizationId, userId);
  const self = ctx.actor?.kind === "user" && ctx.actor.id === userId;
  const refusal = refuseRoleChange({
    actorRole,
    from: member.role,
    to: null,
    otherOwners: member.otherOwners,
    self,
  });
  if (refusal) throw refusal;
  const inProjects = await tx.projectMember.findMany({
    where: { userId, project: { organizationId } },
    select: { role: true, customRole: { select: { name: true } }, project: { select: { name: true } } },
  });
  await tx.projectMember.deleteMany({ where: { userId, project: { organizationId } } });
  await tx.organizationMember.delete({
    where: { organizationId_userId: { organizationId, userId } },
    select: { userId: true },
  });
  const endedGrants = await endGrantsOf(tx, ctx, { userId, projects: { organizationId } });
  const revokedInvitations = await revokeInvitationsBy(tx, ctx, { userId, organizationId, keeps: null });
  // Whoever belongs nowhere any longer has nothing to be signed in for.
  const elsewhere = await tx.organizationMember.count({ where: { userId } });
  if (!self && elsewhere === 0) await revokeSessions(tx, { userId }, ctx.clock.now());
  await recordAudit(tx, ctx, {
    organizationId,
    action: self ? "organization-member.left" : "organization-member.removed",
    target: { kind: "user", id: userId, name: member.email },
    before: {
      role: member.role,
      projects: inProjects.map((one) => ({
        project: one.project.name,
        role: one.role ?? one.customRole?.name ?? null,
      })),
    },
    after: { endedGrants, revokedInvitations },
  });
}

import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import { voidPasswordResets } from "#server/auth/void-password-resets.ts";
import { requireInstance } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { revokeInvitationsBy } from "#server/invitations/revoke-invitation.ts";
import { lockOrganizations } from "#server/organizations/lock-organization.ts";
import { refuseDisabling } from "#server/users/account-rules.ts";
import { findAccount } from "#server/users/find-account.ts";
import { lockInstanceAdmins } from "#server/users/lock-instance-admins.ts";

/** The account that is disabled, enabled or signed out everywhere. */
export const accountInput = z.object({ userId: z.uuid() });

/**
 * Shuts a person out: their sessions end at once and no sign-in is let through until they are enabled again. Their
 * memberships and what they did stay.
 */
export async function disableUser(ctx: Context, input: z.output<typeof accountInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "user:manage");
    await lockInstanceAdmins(tx, input.userId);
    const owned = await tx.organizationMember.findMany({
      where: { userId: input.userId, role: "owner" },
      select: { organizationId: true },
    });
    await lockOrganizations(
      tx,
      owned.map((one) => one.organizationId),
    );
    const { user, situation } = await findAccount(tx, ctx, input.userId);
    if (user.disabledAt) return;
    const refusal = refuseDisabling(situation);
    if (refusal) throw refusal;
    const now = ctx.clock.now();
    await tx.user.update({ where: { id: user.id }, data: { disabledAt: now }, select: { id: true } });
    await revokeSessions(tx, { userId: user.id }, now);
    await voidPasswordResets(tx, user.id, now);
    const revokedInvitations = await revokeInvitationsBy(tx, ctx, { userId: user.id, keeps: null });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "user.disabled",
      target: { kind: "user", id: user.id, name: user.email },
      after: { revokedInvitations },
    });
  });
}

/** Lets a person in again, with the memberships they have. */
export async function enableUser(ctx: Context, input: z.output<typeof accountInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "user:manage");
    const { user } = await findAccount(tx, ctx, input.userId);
    const { count } = await tx.user.updateMany({
      where: { id: user.id, disabledAt: { not: null } },
      data: { disabledAt: null },
    });
    if (count === 0) return;
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "user.enabled",
      target: { kind: "user", id: user.id, name: user.email },
    });
  });
}

/** Signs a person out everywhere; they may sign in again. Answers how many sessions ended. */
export async function endSessions(
  ctx: Context,
  input: z.output<typeof accountInput>,
): Promise<{ ended: number }> {
  return ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "user:manage");
    const { user } = await findAccount(tx, ctx, input.userId);
    const ended = await revokeSessions(tx, { userId: user.id }, ctx.clock.now());
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "user.sessions-ended",
      target: { kind: "user", id: user.id, name: user.email },
      after: { ended },
    });
    return { ended };
  });
}

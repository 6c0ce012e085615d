import { recordAudit } from "#server/audit/record-audit.ts";
import { clearSecondFactor } from "#server/auth/clear-second-factor.ts";
import type { Person } from "#server/auth/lock-person.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import { voidPasswordResets } from "#server/auth/void-password-resets.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";

/**
 * Shuts out whoever else can get into an account that was made by an invitation's link, now that the identity provider
 * names the owner of its address: the link may have been kept by whoever made it, to wait here with a password of their
 * own. The caller holds the person, and opens the owner's session afterwards.
 */
export async function takeBackAccount(tx: Tx, ctx: Context, person: Person): Promise<void> {
  const now = ctx.clock.now();
  const sessionsEnded = await revokeSessions(tx, { userId: person.id }, now);
  await voidPasswordResets(tx, person.id, now);
  await clearSecondFactor(tx, person.id);
  await tx.user.update({ where: { id: person.id }, data: { passwordHash: null }, select: { id: true } });
  await recordAudit(tx, ctx, {
    organizationId: null,
    action: "account.taken-back",
    target: { kind: "user", id: person.id, name: person.email },
    after: {
      sessionsEnded,
      passwordRemoved: person.passwordHash !== null,
      secondFactorRemoved: person.totpEnabledAt !== null,
    },
  });
}

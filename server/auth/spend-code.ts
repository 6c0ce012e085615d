import { hashRecoveryCode } from "#server/auth/recovery-codes.ts";
import type { Person } from "#server/auth/lock-person.ts";
import { acceptedStep } from "#server/auth/totp.ts";
import type { Context } from "#server/context.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { recordAudit } from "#server/audit/record-audit.ts";

/** What was typed as the second factor. */
export type Factor = "totp" | "recovery-code";

/** Where the secret of a person's authenticator app is encrypted. */
export const totpPlace = (userId: string) =>
  ({ organizationId: null, table: "User", rowId: userId, field: "totpSecretEnc" }) as const;

/**
 * Uses up a code of the person's second factor: the app's, or a recovery code. Null if it is not right, or was used
 * before. The caller holds the person (lock-person.ts); of two uses at the same time one counts.
 */
export async function spendCode(tx: Tx, ctx: Context, person: Person, typed: string): Promise<Factor | null> {
  if (!person.totpEnabledAt || !person.totpSecretEnc) return null;
  const now = ctx.clock.now();
  const secret = await ctx.vault.decrypt(tx, totpPlace(person.id), person.totpSecretEnc);
  const step = acceptedStep(secret, typed, { now, lastStep: person.totpLastStep });
  if (step !== null) {
    const counted = await tx.user.updateMany({
      where: { id: person.id, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
      data: { totpLastStep: step },
    });
    return counted.count === 1 ? "totp" : null;
  }
  const codeHash = hashRecoveryCode(typed);
  if (codeHash === null) return null;
  const used = await tx.recoveryCode.updateMany({
    where: { userId: person.id, codeHash, usedAt: null },
    data: { usedAt: now },
  });
  if (used.count === 0) return null;
  await recordAudit(tx, ctx, {
    organizationId: null,
    action: "recovery-code.used",
    target: { kind: "user", id: person.id, name: person.email },
    after: { left: await recoveryCodesLeft(tx, person.id) },
  });
  return "recovery-code";
}

/** How many recovery codes a person has left. */
export const recoveryCodesLeft = (tx: Db | Tx, userId: string): Promise<number> =>
  tx.recoveryCode.count({ where: { userId, usedAt: null } });

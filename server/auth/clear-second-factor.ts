import type { Tx } from "#server/db/client.ts";

/** Takes a person's second factor away, with its recovery codes. The caller holds the person and writes it down. */
export async function clearSecondFactor(tx: Tx, userId: string): Promise<void> {
  await tx.user.update({
    where: { id: userId },
    data: { totpSecretEnc: null, totpEnabledAt: null, totpLastStep: null },
    select: { id: true },
  });
  await tx.recoveryCode.deleteMany({ where: { userId } });
}

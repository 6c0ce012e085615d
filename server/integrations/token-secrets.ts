import { DecryptError } from "#server/crypto/key-ring.ts";
import type { Db, Tx } from "#server/db/client.ts";
import type { Runtime } from "#server/runtime.ts";

/** A bot token in clear; one that expires comes with what renews it. */
export type TokenSecrets = { token: string; refreshToken: string | null; expiresAt: Date | null };

type Keeper = Pick<Runtime, "vault" | "clock">;
type Row = { id: string; organizationId: string };
type Table = "WorkflowIntegration" | "PendingWorkspace";
type Field = "tokenEnc" | "refreshTokenEnc";

/** A token is renewed this long before it expires, or at half of a shorter life. */
const aheadMs = 2 * 3_600_000;

/** Where a row's secret is kept in the vault. */
export const tokenPlace = (table: Table, { id, organizationId }: Row, field: Field) => ({
  organizationId,
  table,
  rowId: id,
  field,
});

/** A connection's bot token in clear, for one call and never kept; null where it cannot be read any more. */
export async function openBotToken(
  keeper: Pick<Runtime, "vault">,
  db: Db | Tx,
  row: Row & { tokenEnc: Uint8Array },
  table: Table = "WorkflowIntegration",
): Promise<string | null> {
  try {
    return await keeper.vault.decrypt(db, tokenPlace(table, row, "tokenEnc"), row.tokenEnc);
  } catch (error) {
    if (error instanceof DecryptError) return null;
    throw error;
  }
}

/** When a token that expires is to be renewed. Pure. */
export function renewAt(now: Date, expiresAt: Date): Date {
  const left = Math.max(0, expiresAt.getTime() - now.getTime());
  return new Date(expiresAt.getTime() - Math.min(aheadMs, left / 2));
}

/** The columns of a row that keeps these secrets. */
export async function sealToken(tx: Tx, keeper: Keeper, table: Table, row: Row, secrets: TokenSecrets) {
  const { token, refreshToken, expiresAt } = secrets;
  return {
    tokenEnc: await keeper.vault.encrypt(tx, tokenPlace(table, row, "tokenEnc"), token),
    refreshTokenEnc: refreshToken
      ? await keeper.vault.encrypt(tx, tokenPlace(table, row, "refreshTokenEnc"), refreshToken)
      : null,
    tokenExpiresAt: expiresAt,
  };
}

/** When a connection's token is renewed; null for one that does not expire. */
export function dueOf({ clock }: Pick<Runtime, "clock">, secrets: TokenSecrets): Date | null {
  return secrets.refreshToken && secrets.expiresAt ? renewAt(clock.now(), secrets.expiresAt) : null;
}

/**
 * Gives the instance's other connections of a workspace the token that was just issued for it: where tokens expire,
 * Slack keeps two alive for an app and workspace (fact sheet 2.3), so a third organization would end the first one's.
 */
export async function shareToken(
  tx: Tx,
  keeper: Keeper,
  from: { id: string; appId: string; teamId: string },
  secrets: TokenSecrets,
): Promise<void> {
  if (!secrets.refreshToken || !from.appId) return;
  const { id, appId, teamId } = from;
  const others = await tx.workflowIntegration.findMany({
    where: { appId, teamId, id: { not: id }, refreshTokenEnc: { not: null } },
    select: { id: true, organizationId: true },
    orderBy: { id: "asc" },
  });
  for (const row of others) {
    await tx.workflowIntegration.update({
      where: { id: row.id },
      data: {
        ...(await sealToken(tx, keeper, "WorkflowIntegration", row, secrets)),
        refreshDueAt: dueOf(keeper, secrets),
        tokenStoredAt: keeper.clock.now(),
      },
      select: { id: true },
    });
  }
}

import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import { unwrapDataKey, wrapDataKey } from "#server/crypto/envelope.ts";
import { DecryptError, type KeyRing } from "#server/crypto/key-ring.ts";
import { ownerOf } from "#server/crypto/vault.ts";
import type { Db, Tx } from "#server/db/client.ts";

/** Rows per transaction: few enough that nobody who needs one of them waits noticeably. */
const batchSize = 100;

/** How many data keys each version of the encryption key wraps, lowest first. */
export async function countByVersion(db: Db | Tx): Promise<{ version: number; dataKeys: number }[]> {
  const rows = await db.dataKey.groupBy({
    by: ["keyVersion"],
    _count: true,
    orderBy: { keyVersion: "asc" },
  });
  return rows.map((row) => ({ version: row.keyVersion, dataKeys: row._count }));
}

/** How many data keys are marked as wrapped with the ring's newest version and do not open with it. */
export async function countUnopened(db: Db, keyRing: KeyRing): Promise<number> {
  let unopened = 0;
  let after = "";
  for (;;) {
    const rows = await db.dataKey.findMany({
      where: { keyVersion: keyRing.current, ...(after ? { id: { gt: after } } : {}) },
      orderBy: { id: "asc" },
      take: 500,
      select: { id: true, organizationId: true, keyVersion: true, wrappedKey: true },
    });
    unopened += rows.filter((row) => !opens(keyRing, row)).length;
    const last = rows.at(-1);
    if (!last) return unopened;
    after = last.id;
  }
}

type Stored = { id: string; organizationId: string | null; keyVersion: number; wrappedKey: Uint8Array };

function opens(keyRing: KeyRing, row: Stored): boolean {
  try {
    unwrapDataKey(keyRing, ownerOf(row.organizationId), row);
    return true;
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    return false;
  }
}

/**
 * Wraps every data key with the ring's newest version, in batches, while the system runs: data keys themselves do not
 * change, so nobody notices. What was done stays done if it is interrupted; run again, it goes on. Each batch is audited.
 * @returns how many were wrapped anew.
 * @throws {DecryptError} naming the version, before anything of a batch is written.
 */
export async function rotateKeys(ctx: Context, onProgress: (done: number) => void = () => {}) {
  let done = 0;
  for (;;) {
    const wrapped = await ctx.db.$transaction((tx) => rotateBatch(tx, ctx));
    if (wrapped === 0) return done;
    done += wrapped;
    onProgress(done);
  }
}

async function rotateBatch(tx: Tx, ctx: Context): Promise<number> {
  const { keyRing } = ctx;
  // Skipped if another run has it: two at once share the work.
  const ids = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "DataKey" where "keyVersion" <> ${keyRing.current}
    order by "id" limit ${batchSize} for update skip locked`;
  if (ids.length === 0) return 0;
  const rows = await tx.dataKey.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    select: { id: true, organizationId: true, keyVersion: true, wrappedKey: true },
  });
  for (const row of rows) {
    const { keyVersion, wrapped } = rewrap(keyRing, row);
    await tx.dataKey.update({
      where: { id: row.id },
      data: { keyVersion, wrappedKey: wrapped },
      select: { id: true },
    });
  }
  const from = [...new Set(rows.map((row) => row.keyVersion))].sort((a, b) => a - b);
  await recordAudit(tx, ctx, {
    organizationId: null,
    action: "encryption-key.rotated",
    target: {
      kind: "encryption-key",
      id: String(keyRing.current),
      name: `Version ${keyRing.current}`,
    },
    before: { versions: from },
    after: { version: keyRing.current, dataKeys: rows.length },
  });
  return rows.length;
}

function rewrap(keyRing: KeyRing, row: Stored) {
  const owner = ownerOf(row.organizationId);
  try {
    return wrapDataKey(keyRing, owner, unwrapDataKey(keyRing, owner, row));
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    throw new DecryptError(`The data key ${row.id} cannot be wrapped anew: ${error.message}`, {
      cause: error,
    });
  }
}

import { recordAudit } from "#server/audit/record-audit.ts";
import { createSigningKey, type SigningKey } from "#server/audit/checkpoint.ts";
import { systemContext } from "#server/context.ts";
import { DecryptError } from "#server/crypto/key-ring.ts";
import type { Runtime } from "#server/runtime.ts";

const placeOf = (id: string) => ({
  organizationId: null,
  table: "AuditSigningKey",
  rowId: id,
  field: "privateKeyEnc",
});

/**
 * The key that signs checkpoints, made at first need. One whose private half cannot be opened is retired, its public
 * half kept for what it signed, and another is made; the log says so.
 */
export async function loadSigningKey(runtime: Runtime): Promise<SigningKey> {
  const { db, vault } = runtime;
  const row = await db.auditSigningKey.findFirst({
    where: { retiredAt: null, privateKeyEnc: { not: null } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true, publicKey: true, privateKeyEnc: true },
  });
  if (!row?.privateKeyEnc) return makeKey(runtime, null);
  try {
    const privateKey = await vault.decrypt(db, placeOf(row.id), row.privateKeyEnc);
    return { id: row.id, publicKey: row.publicKey, privateKey: Buffer.from(privateKey, "base64") };
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    runtime.logger.warn({ err: error, keyId: row.id }, "the key of the audit log's checkpoints is retired");
    return makeKey(runtime, row.id);
  }
}

async function makeKey(runtime: Runtime, replaces: string | null): Promise<SigningKey> {
  const key = createSigningKey();
  const ctx = systemContext(runtime, "audit sealer");
  const now = runtime.clock.now();
  await runtime.db.$transaction(async (tx) => {
    if (replaces) {
      await tx.auditSigningKey.update({
        where: { id: replaces },
        data: { retiredAt: now },
        select: { id: true },
      });
    }
    const privateKeyEnc = await runtime.vault.encrypt(
      tx,
      placeOf(key.id),
      Buffer.from(key.privateKey).toString("base64"),
    );
    await tx.auditSigningKey.create({
      data: { id: key.id, publicKey: key.publicKey, privateKeyEnc, createdAt: now },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "audit.signing-key-created",
      target: { kind: "audit-signing-key", id: key.id, name: `Key ${key.id.slice(0, 8)}` },
      ...(replaces ? { before: { keyId: replaces } } : {}),
      after: { keyId: key.id },
    });
  });
  return key;
}

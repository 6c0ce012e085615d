import type { Client } from "pg";
import { type FoundCheckpoint, readCheckpointFile } from "#server/audit/checkpoint-file.ts";
import { readSealed } from "#server/audit/entry-rows.ts";
import { readChainEnd } from "#server/audit/seal-batch.ts";
import { type Verdict, verifyChain } from "#server/audit/verify-chain.ts";

/** Entries that were committed and have no number yet. */
export type Unsealed = { count: number; oldest: Date | null };

/** A checkpoint file that was looked at. */
export type LookedAt = { file: string; checkpoints: number; unreadable: number[] };

/** What verifying a database found, and with what. */
export type Verification = { verdict: Verdict; unsealed: Unsealed; files: LookedAt[] };

/**
 * Verifies the audit log of a database against its own checkpoints and those of files. It reads in one snapshot, so
 * that it may run while Bellwire does; the files are read before, since the database is never behind them.
 */
export async function verifyDatabase(client: Client, files: readonly string[]): Promise<Verification> {
  const looked: LookedAt[] = [];
  const given: FoundCheckpoint[] = [];
  for (const file of files) {
    const { checkpoints, unreadable } = await readCheckpointFile(file);
    looked.push({ file, checkpoints: checkpoints.length, unreadable });
    given.push(...checkpoints);
  }
  await client.query("begin transaction isolation level repeatable read, read only");
  try {
    const stored = await readStored(client);
    const verdict = await verifyChain({
      entries: readSealed(client),
      checkpoints: withoutCopies([...stored, ...given]),
      keys: await readKeys(client),
      end: await readChainEnd(client),
    });
    return { verdict, unsealed: await readUnsealedCount(client), files: looked };
  } finally {
    await client.query("rollback").catch(() => {});
  }
}

// A file holds what the table holds; each statement is checked once, wherever it was found first.
function withoutCopies(all: readonly FoundCheckpoint[]): FoundCheckpoint[] {
  const seen = new Map<string, FoundCheckpoint>();
  for (const one of all) {
    const hash = Buffer.from(one.chainHash).toString("base64");
    const key = [
      ...[one.segment, one.number, one.at.getTime(), one.keyId, hash],
      Buffer.from(one.signature).toString("base64"),
    ].join(" ");
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}

async function readStored(client: Client): Promise<FoundCheckpoint[]> {
  const { rows } = await client.query<Omit<FoundCheckpoint, "number" | "from"> & { number: string }>(
    `select "segment", "number"::text, "chainHash", "at", "keyId", "signature" from "AuditCheckpoint"`,
  );
  return rows.map((row) => ({ ...row, number: Number(row.number), from: "the database" }));
}

async function readKeys(client: Client): Promise<Map<string, Uint8Array>> {
  const { rows } = await client.query<{ id: string; publicKey: Uint8Array }>(
    `select "id", "publicKey" from "AuditSigningKey"`,
  );
  return new Map(rows.map((row) => [row.id, row.publicKey]));
}

async function readUnsealedCount(client: Client): Promise<Unsealed> {
  const { rows } = await client.query<{ count: number; oldest: Date | null }>(
    `select count(*)::int as count, min("at") as oldest from "AuditEntry" where "number" is null`,
  );
  return rows[0] ?? { count: 0, oldest: null };
}

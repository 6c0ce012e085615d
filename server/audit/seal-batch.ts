import type { ClientBase } from "pg";
import { agreementOf, type Agreement, type ChainEnd, laterOf } from "#server/audit/checkpoint-policy.ts";
import { chainHashOf, entryHashOf, FORMAT, GENESIS, type HashedEntry } from "#server/audit/entry-hash.ts";
import { readEntry, readUnsealed } from "#server/audit/entry-rows.ts";
import { newId } from "#server/ids.ts";

/** Entries per transaction: bounded so that it stays short. */
const batchSize = 500;

/** What one batch did, and where the chain stands since. */
export type SealedBatch = { sealed: number; end: ChainEnd; agreement: Agreement };

/**
 * Gives committed entries, in the order of their ids, their gapless numbers and hashes, in one transaction on the
 * connection that holds the sequencer's lock. Entries that commit late simply get later numbers. Where the database
 * is behind the witness it was put back, and a new segment begins with an entry that says so.
 */
export async function sealBatch(
  client: ClientBase,
  now: Date,
  witness: ChainEnd | null,
): Promise<SealedBatch> {
  await client.query("begin");
  try {
    const batch = await seal(client, now, witness);
    await client.query("commit");
    return batch;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/**
 * Begins a new segment because the database was restored from a backup, in the caller's transaction: what is sealed from
 * now on is another log than what followed the backup elsewhere. `known` is the furthest that is known of the log from
 * outside the database. Nothing happens where nothing was ever sealed.
 */
export async function beginSegment(
  client: ClientBase,
  now: Date,
  known: ChainEnd | null,
): Promise<ChainEnd | null> {
  const end = await readChainEnd(client, true);
  if (!end || end.number === 0) return null;
  const witness = laterOf(end, known) ?? end;
  const segment = Math.max(end.segment, witness.segment) + 1;
  return write(client, [await announce(client, now, { segment, end, witness })], { ...end, segment });
}

/** Whether there is anything to seal; asked before a transaction is opened for it. */
export async function hasUnsealed(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query(`select 1 from "AuditEntry" where "number" is null limit 1`);
  return rows.length > 0;
}

/** Where the chain stands, without locking it. */
export async function readChainEnd(client: ClientBase, lock = false): Promise<ChainEnd | null> {
  const { rows } = await client.query<{ segment: number; number: string; chainHash: Uint8Array }>(
    `select "segment", ("next" - 1)::text as number, "chainHash" from "AuditChain" where "id" = 1 ${lock ? "for update" : ""}`,
  );
  const row = rows[0];
  return row ? { ...row, number: Number(row.number) } : null;
}

async function seal(client: ClientBase, now: Date, witness: ChainEnd | null): Promise<SealedBatch> {
  await client.query(
    `insert into "AuditChain" ("id", "chainHash") values (1, $1) on conflict ("id") do nothing`,
    [Buffer.from(GENESIS)],
  );
  // Two sealers at once, as when a lock's connection is lost unnoticed, wait for each other here.
  const end = await readChainEnd(client, true);
  if (!end) throw new Error("The row of AuditChain is missing; restore it from a backup.");
  const agreement = witness === null ? "fits" : await compare(client, end, witness);
  if (witness && agreement === "behind") {
    const segment = Math.max(end.segment, witness.segment) + 1;
    const entry = await announce(client, now, { segment, end, witness });
    return { sealed: 1, end: await write(client, [entry], { ...end, segment }), agreement };
  }
  const entries = await readUnsealed(client, batchSize);
  if (entries.length === 0) return { sealed: 0, end, agreement };
  return { sealed: entries.length, end: await write(client, entries, end), agreement };
}

async function compare(client: ClientBase, end: ChainEnd, witness: ChainEnd): Promise<Agreement> {
  if (witness.segment !== end.segment || witness.number >= end.number) {
    return agreementOf(end, witness, end.chainHash);
  }
  const { rows } = await client.query<{ chainHash: Uint8Array | null }>(
    `select "chainHash" from "AuditEntry" where "number" = $1`,
    [witness.number],
  );
  return agreementOf(end, witness, rows[0]?.chainHash ?? null);
}

/** The first entry of a segment that begins after the database was put back. */
async function announce(
  client: ClientBase,
  now: Date,
  { segment, end, witness }: { segment: number; end: ChainEnd; witness: ChainEnd },
): Promise<HashedEntry> {
  const id = newId();
  await client.query(
    `insert into "AuditEntry" ("id", "at", "actorKind", "actorName", "action", "targetKind", "targetId", "targetName",
       "before", "after", "ipAddress", "userAgent")
     values ($1, $2, 'system', 'audit sealer', 'audit.segment-started', 'audit-segment', $3, $4, $5, $6, '', '')`,
    [
      id,
      now,
      String(segment),
      `Segment ${segment}`,
      JSON.stringify({ segment: witness.segment, lastNumber: witness.number }),
      JSON.stringify({ segment, firstNumber: end.number + 1, keptUpTo: end.number, format: FORMAT }),
    ],
  );
  const entry = await readEntry(client, id);
  if (!entry) throw new Error("The announcement of a new segment vanished while it was being made.");
  return entry;
}

async function write(client: ClientBase, entries: HashedEntry[], from: ChainEnd): Promise<ChainEnd> {
  let { number, chainHash } = from;
  const sealed = entries.map((entry) => {
    number += 1;
    const entryHash = entryHashOf(entry);
    chainHash = chainHashOf({ segment: from.segment, number, before: chainHash, entryHash });
    return { id: entry.id, number, entryHash, chainHash };
  });
  await client.query(
    `update "AuditEntry" e set "segment" = $1, "number" = r."number", "entryHash" = r."entryHash", "chainHash" = r."chainHash"
     from unnest($2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[]) as r("id", "number", "entryHash", "chainHash")
     where e."id" = r."id"`,
    [
      from.segment,
      sealed.map((one) => one.id),
      sealed.map((one) => one.number),
      sealed.map((one) => Buffer.from(one.entryHash)),
      sealed.map((one) => Buffer.from(one.chainHash)),
    ],
  );
  await client.query(`update "AuditChain" set "segment" = $1, "next" = $2, "chainHash" = $3 where "id" = 1`, [
    from.segment,
    number + 1,
    Buffer.from(chainHash),
  ]);
  return { segment: from.segment, number, chainHash };
}

import type { ClientBase } from "pg";
import type { HashedEntry } from "#server/audit/entry-hash.ts";

// SQL of the audit log's entries, as sealing and verifying read them: both must hash the same values.
const columns = `"id", "organizationId", "projectId", "at", "actorKind", "actorId", "actorName", "action",
  "targetKind", "targetId", "targetName", "before", "after", "ipAddress", "userAgent", "requestId", "contentHash"`;

/** A sealed entry as it stands in the database; what should be there may have been taken away. */
export type SealedEntry = HashedEntry & {
  segment: number | null;
  number: number;
  entryHash: Uint8Array | null;
  chainHash: Uint8Array | null;
};

/** Entries that wait to be sealed, in the order of their ids. */
export async function readUnsealed(client: ClientBase, limit: number): Promise<HashedEntry[]> {
  const { rows } = await client.query<HashedEntry>(
    `select ${columns} from "AuditEntry" where "number" is null order by "id" limit $1`,
    [limit],
  );
  return rows;
}

/** One entry by its id. */
export async function readEntry(client: ClientBase, id: string): Promise<HashedEntry | undefined> {
  const { rows } = await client.query<HashedEntry>(`select ${columns} from "AuditEntry" where "id" = $1`, [
    id,
  ]);
  return rows[0];
}

/** Every sealed entry by its number, read in batches. */
export async function* readSealed(client: ClientBase, batch = 1_000): AsyncGenerator<SealedEntry> {
  let after: string | null = null;
  for (;;) {
    const { rows }: { rows: (Omit<SealedEntry, "number"> & { number: string })[] } = await client.query(
      `select ${columns}, "segment", "number"::text, "entryHash", "chainHash" from "AuditEntry"
       where "number" is not null and ($1::bigint is null or "number" > $1) order by "AuditEntry"."number" limit $2`,
      [after, batch],
    );
    for (const row of rows) yield { ...row, number: Number(row.number) };
    after = rows.at(-1)?.number ?? null;
    if (rows.length < batch) return;
  }
}

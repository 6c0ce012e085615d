import { createDb, createPool, type Db } from "#server/db/client.ts";

/** For tests: a client that tells how many rows of a table its statements read, whatever plan they had. */
export function createReadCounter(url: string, table: "Delivery" | "Event" | "Attempt") {
  // Of one connection, for only a session itself can have its counts written at once.
  const pool = createPool(url, { max: 1 });
  const db = createDb(pool);
  const soFar = async () => {
    await db.$queryRaw`select pg_stat_force_next_flush()::text`;
    // Entries of indexes count too, for a scan of an index alone reads no row.
    const [row] = await db.$queryRaw<{ read: bigint }[]>`
      select greatest(t."idx_tup_fetch", (select sum(i."idx_tup_read") from pg_stat_user_indexes i where i."relid" = t."relid"))::bigint
        + t."seq_tup_read" as read
      from pg_stat_user_tables t where t."relname" = ${table}`;
    return Number(row?.read ?? 0n);
  };
  return {
    async readBy(work: (db: Db) => Promise<unknown>): Promise<number> {
      const before = await soFar();
      await work(db);
      return (await soFar()) - before;
    },
    async close() {
      await db.$disconnect();
      await pool.end();
    },
  };
}

import type pg from "pg";
import { z } from "zod";
import { sequencerLock } from "#server/events/sequencer-loop.ts";

// PostgreSQL shows the number of an advisory lock in two halves.
const SEQUENCER_LOCK = { high: String(sequencerLock >> 32n), low: String(sequencerLock & 0xffff_ffffn) };

/** A process without a sign of life for so long counts as gone: several in a row were missed. */
export const goneSeconds = 45;

/** The name under which connections of a process stand in `pg_stat_activity`. */
export const connectionName = (processId: string) => `bellwire ${processId}`;

const processRow = z.object({
  id: z.string(),
  role: z.enum(["on", "off", "only"]),
  version: z.string(),
  host: z.string(),
  pid: z.int(),
  keyVersions: z.array(z.int()),
  keyFingerprints: z.array(z.string()),
  keyCurrent: z.int(),
  startedAt: z.date(),
  seenAt: z.date(),
  upSeconds: z.int(),
  silentSeconds: z.int(),
});

/** A process as it last gave a sign of life. `alive` is by the database's time. */
export type ProcessState = z.output<typeof processRow> & { alive: boolean };

/** Every process that gave a sign of life within the last day, the living first. */
export async function readProcesses(pool: pg.Pool): Promise<ProcessState[]> {
  const { rows } = await pool.query(
    `select p.*, extract(epoch from now() - p."startedAt")::int as "upSeconds",
       extract(epoch from now() - p."seenAt")::int as "silentSeconds"
     from "ProcessHeartbeat" p order by p."seenAt" < now() - $1 * interval '1 second', p."startedAt", p."id"`,
    [goneSeconds],
  );
  return z
    .array(processRow)
    .parse(rows)
    .map((row) => ({ ...row, alive: row.silentSeconds <= goneSeconds }));
}

/** Who sequences, and what waits for it. */
export type SequencerState = {
  held: boolean;
  /** The process whose connection holds the lock; null where nobody does, or its connection does not tell. */
  processId: string | null;
  /** Events that are not in the log yet, and how long the oldest of them has waited. */
  waiting: number;
  oldestSeconds: number;
  /** Events that could not be read. */
  setAside: number;
};

const lockRow = z.array(z.object({ name: z.string().nullable() }));
const outboxRow = z.object({ waiting: z.int(), setAside: z.int(), oldestSeconds: z.int() });

/** Reads who holds the sequencer's lock, and the outbox. */
export async function readSequencer(pool: pg.Pool): Promise<SequencerState> {
  const [locks, outbox] = await Promise.all([
    pool.query(
      `select a.application_name as name from pg_locks l left join pg_stat_activity a on a.pid = l.pid
       where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.classid::bigint = $1 and l.objid::bigint = $2
         and l.database = (select oid from pg_database where datname = current_database())`,
      [SEQUENCER_LOCK.high, SEQUENCER_LOCK.low],
    ),
    pool.query(
      `select (count(*) filter (where "setAsideAt" is null))::int as waiting,
         (count(*) filter (where "setAsideAt" is not null))::int as "setAside",
         coalesce(greatest(0, extract(epoch from now() - min("createdAt") filter (where "setAsideAt" is null))), 0)::int as "oldestSeconds"
       from "Outbox"`,
    ),
  ]);
  const holders = lockRow.parse(locks.rows);
  const prefix = connectionName("");
  const name = holders[0]?.name ?? "";
  return {
    held: holders.length > 0,
    processId: name.startsWith(prefix) ? name.slice(prefix.length) : null,
    ...outboxRow.parse(outbox.rows[0]),
  };
}

const databaseRow = z.object({ bytes: z.coerce.number(), version: z.string(), connections: z.int() });

/** What the database tells of itself. */
export async function readDatabase(pool: pg.Pool): Promise<z.output<typeof databaseRow>> {
  const { rows } = await pool.query(
    `select pg_database_size(current_database()) as bytes, current_setting('server_version') as version,
       (select count(*) from pg_stat_activity where datname = current_database())::int as connections`,
  );
  return databaseRow.parse(rows[0]);
}

const migrationRow = z.object({ name: z.string(), finished: z.boolean() });

/** The migrations that the database has, in their order. */
export async function readMigrationNames(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query(
    `select migration_name as name, finished_at is not null as finished from "_prisma_migrations"
     where rolled_back_at is null order by migration_name`,
  );
  return z
    .array(migrationRow)
    .parse(rows)
    .filter((row) => row.finished)
    .map((row) => row.name);
}

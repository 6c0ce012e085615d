import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { z } from "zod";

/** A database that this version cannot use; the message says what to do. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

const FOLDER = path.resolve(import.meta.dirname, "../../prisma/migrations");

// Prisma's own lock number, so that this runner and `prisma migrate deploy` exclude each other.
const LOCK = 72_707_369;

const TABLE = `create table if not exists "_prisma_migrations" (
  "id" varchar(36) primary key not null,
  "checksum" varchar(64) not null,
  "finished_at" timestamptz,
  "migration_name" varchar(255) not null,
  "logs" text,
  "rolled_back_at" timestamptz,
  "started_at" timestamptz not null default now(),
  "applied_steps_count" integer not null default 0
)`;

const appliedRows = z.array(
  z.object({ migration_name: z.string(), checksum: z.string(), finished_at: z.date().nullable() }),
);

/**
 * Brings a database to this version's tables, keeping Prisma's own record of what was applied. Processes that
 * start together take turns; a migration and its record commit together.
 * With `through` it stops after that migration, as for a backup made by an earlier version. A database into which a
 * restore did not finish is left alone, but by that restore.
 * @returns the names of the migrations applied now.
 * @throws {MigrationError} when the database is of a newer version, or was changed behind its record.
 */
export async function migrate(
  url: string,
  folder: string = FOLDER,
  options: { through?: string; restoring?: boolean } = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await client.query("set client_min_messages = warning");
    if (!options.restoring) await refuseUnfinishedRestore(client);
    await client.query(TABLE);
    const { through } = options;
    const migrations = await readMigrations(folder);
    return await applyPending(
      client,
      through === undefined ? migrations : migrations.filter(({ name }) => name <= through),
    );
  } finally {
    // Ending the session releases the lock.
    await client.end();
  }
}

/** The table that stands while a restore is not complete. */
export const RESTORE_MARK = "RestoreUnfinished";

async function refuseUnfinishedRestore(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select to_regclass($1) is not null as unfinished", [
    `"${RESTORE_MARK}"`,
  ]);
  if (!rows[0]?.unfinished) return;
  throw new MigrationError(
    "A restore into this database did not finish: give Bellwire an empty database, and run `npm run restore` again.",
  );
}

/** The migrations that this version knows, in their order. */
export async function knownMigrations(folder: string = FOLDER): Promise<string[]> {
  return (await folders(folder)).sort();
}

/** A migration as a backup remembers it, to be held against this version's own. */
export type MigrationRecord = { name: string; checksum: string };

/** What this version would record of each of its migrations. */
export async function migrationRecords(folder: string = FOLDER): Promise<MigrationRecord[]> {
  return (await readMigrations(folder)).map(({ name, checksum }) => ({ name, checksum }));
}

type Migration = MigrationRecord & { sql: string };

async function applyPending(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  const { rows } = await client.query(
    `select migration_name, checksum, finished_at from "_prisma_migrations" where rolled_back_at is null`,
  );
  const applied = new Map(appliedRows.parse(rows).map((row) => [row.migration_name, row]));
  for (const [name, row] of applied) {
    const known = migrations.find((migration) => migration.name === name);
    if (!known) {
      throw new MigrationError(
        `The database has the migration ${name}, which this version of Bellwire does not know: start the newer version that made it, or restore a backup.`,
      );
    }
    if (!row.finished_at) {
      throw new MigrationError(
        `The migration ${name} was begun elsewhere and did not finish: resolve it with \`prisma migrate resolve\`, or restore a backup.`,
      );
    }
    if (row.checksum !== known.checksum) {
      throw new MigrationError(
        `The migration ${name} differs from the one this database was made with: restore the original file, or start with a new database.`,
      );
    }
  }
  const pending = migrations.filter((migration) => !applied.has(migration.name));
  for (const migration of pending) await apply(client, migration);
  return pending.map((migration) => migration.name);
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    const startedAt = new Date();
    await client.query(migration.sql);
    await client.query(
      `insert into "_prisma_migrations"
         ("id", "checksum", "finished_at", "migration_name", "started_at", "applied_steps_count")
       values ($1, $2, now(), $3, $4, 1)`,
      [randomUUID(), migration.checksum, migration.name, startedAt],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new MigrationError(
      `The migration ${migration.name} failed and left nothing behind: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    );
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await folders(folder);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

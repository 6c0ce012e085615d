import pg from "pg";
import { z } from "zod";
import { type Beginning, beginAnew } from "#server/backup/begin-anew.ts";
import { chooseKey, type ChosenKey, requireChosenKey } from "#server/backup/choose-key.ts";
import { copyIn } from "#server/backup/copy.ts";
import type { Manifest } from "#server/backup/manifest.ts";
import { type OpenBackup, openBackup } from "#server/backup/read-backup.ts";
import { addReferences, allTables, dropReferences, quoted } from "#server/backup/read-tables.ts";
import { BackupError, TEXT_SETTINGS } from "#server/backup/write-backup.ts";
import { keyFileOf, writeKeyFile } from "#server/crypto/key-ring.ts";
import { migrate, migrationRecords, RESTORE_MARK } from "#server/db/migrate.ts";
import { goneSeconds } from "#server/operations/read-system.ts";
import { sequencerLock } from "#server/events/sequencer-loop.ts";

/** A finished restore. */
export type RestoreResult = Beginning & {
  manifest: Manifest;
  rows: number;
  /** Where the key was written that came out of the backup; null where it was here already. */
  keyFile: string | null;
};

export type RestoreOptions = {
  file: string;
  /** An empty database, reached directly. */
  url: string;
  settings: { encryptionKey: string | undefined; backupPassphrase: string | undefined; dataDir: string };
  now: Date;
  /** Nothing ran on the old database since the backup was made, so nothing was sent that it does not know of. */
  stoodStill: boolean;
  onTable?: (name: string, rows: number) => void;
};

/**
 * Fills an empty database from a backup, of this version or an earlier one, and begins a new epoch. Until it is complete
 * no Bellwire starts on the database.
 * @throws {BackupError} with what to do; then nothing of the backup can be seen in the database.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreResult> {
  const { file, url, settings } = options;
  const backup = await openBackup(file);
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  try {
    await requireKnown(backup.manifest);
    const key = await chooseKey(settings, backup.sealedKey);
    await client.connect();
    await requireNobody(client);
    await requireEmpty(client);
    const through = backup.manifest.migrations.at(-1)?.name ?? "";
    await requireNotNewer(client, through);
    await migrate(url, undefined, { through, restoring: true });
    const rows = await fill(client, backup, key, options);
    await migrate(url, undefined, { restoring: true });
    const beginning = await begin(client, backup.manifest, rows, options);
    const keyFile = key.mustBeWritten ? keyFileOf(settings.dataDir) : null;
    if (keyFile) await writeKeyFile(keyFile, `${key.text}\n`);
    // Last: what comes before has to be there when somebody starts.
    await client.query(`drop table ${quoted(RESTORE_MARK)}`);
    return { ...beginning, manifest: backup.manifest, rows, keyFile };
  } finally {
    await client.end().catch(() => {});
    await backup.close();
  }
}

async function requireKnown(manifest: Manifest): Promise<void> {
  const known = new Map((await migrationRecords()).map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of manifest.migrations) {
    if (known.get(name) === checksum) continue;
    throw new BackupError(
      known.has(name)
        ? `The backup was made by another Bellwire ${manifest.bellwire}, whose migration ${name} is not this one's: restore it with the version that made it.`
        : `The backup was made by a newer Bellwire (${manifest.bellwire}), whose migration ${name} this version does not know: restore it with that version.`,
    );
  }
}

async function requireNobody(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select pg_try_advisory_lock($1) as free, to_regclass('"ProcessHeartbeat"') is not null as told`,
    [sequencerLock.toString()],
  );
  const living = rows[0]?.told
    ? await client.query(
        `select 1 from "ProcessHeartbeat" where "seenAt" > now() - $1 * interval '1 second' limit 1`,
        [goneSeconds],
      )
    : null;
  if (rows[0]?.free && !living?.rowCount) return;
  throw new BackupError(
    `Bellwire runs on this database: stop all its processes first. (One that crashed counts as running for ${goneSeconds} seconds.)`,
  );
}

const countRow = z.object({ people: z.int(), organizations: z.int(), events: z.int() });

async function requireEmpty(client: pg.Client): Promise<void> {
  const tables = await allTables(client);
  // What an earlier restore left behind when it was interrupted is taken for empty.
  if (tables.length === 0 || tables.includes(RESTORE_MARK)) return;
  const ours = ["User", "Organization", "Event", "PositionCounter"];
  if (!ours.every((name) => tables.includes(name))) {
    throw new BackupError(
      `The database has tables of something else (${tables.slice(0, 3).join(", ")} …): give Bellwire an empty database of its own.`,
    );
  }
  const { rows } = await client.query(
    `select (select count(*) from "User")::int as people, (select count(*) from "Organization")::int as organizations,
       (select count(*) from "Event")::int as events`,
  );
  const found = countRow.parse(rows[0]);
  if (found.people + found.organizations + found.events === 0) return;
  throw new BackupError(
    `The database is not empty: it has ${found.people} people, ${found.organizations} organizations and ${found.events} events. Restore into a new one: move the folder postgres of the data folder away, or create an empty database and set DATABASE_URL to it.`,
  );
}

async function requireNotNewer(client: pg.Client, through: string): Promise<void> {
  const made = await client.query<{ made: boolean }>(
    `select to_regclass('"_prisma_migrations"') is not null as made`,
  );
  if (!made.rows[0]?.made) return;
  const { rows } = await client.query<{ newest: string | null }>(
    `select max(migration_name) as newest from "_prisma_migrations" where rolled_back_at is null`,
  );
  if ((rows[0]?.newest ?? "") <= through) return;
  throw new BackupError(
    "This backup is of an earlier version, and the tables of the database are of a later one already: move the folder postgres of the data folder away, or create another empty database and set DATABASE_URL to it.",
  );
}

/** Loads every row, verifies the backup and the key, and leaves the mark of an unfinished restore; all or nothing. */
async function fill(
  client: pg.Client,
  backup: OpenBackup,
  key: ChosenKey,
  { onTable }: RestoreOptions,
): Promise<number> {
  const { manifest } = backup;
  await client.query(TEXT_SETTINGS);
  await client.query("begin");
  try {
    await client.query(`create table if not exists ${quoted(RESTORE_MARK)} ("at" timestamptz default now())`);
    const existing = await allTables(client);
    await client.query(
      `truncate table ${existing
        .filter((name) => name !== RESTORE_MARK)
        .map(quoted)
        .join(", ")} cascade`,
    );
    requireOwnTables(manifest, existing);
    const references = await dropReferences(client);
    const loaded: Record<string, number> = {};
    for (const [index, { name, columns }] of manifest.tables.entries()) {
      const sql = `copy ${quoted(name)} (${columns.map(quoted).join(", ")}) from stdin`;
      const { rows } = await copyIn(client, sql, backup.rowsOf(index));
      loaded[name] = rows;
      onTable?.(name, rows);
    }
    const checksums = await backup.finish();
    for (const { name } of manifest.tables) {
      if (checksums.rows[name] === loaded[name]) continue;
      throw new BackupError(`The backup is damaged: ${name} should have ${checksums.rows[name]} rows.`);
    }
    await addReferences(client, references);
    for (const { name, next } of manifest.sequences) {
      await client.query("select setval($1::regclass, $2, false)", [quoted(name), next]);
    }
    await requireChosenKey(client, key);
    await client.query("commit");
    return Object.values(loaded).reduce((sum, rows) => sum + rows, 0);
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw explained(error);
  }
}

// A made-up file must not write into what is PostgreSQL's own, nor into the record of migrations.
function requireOwnTables({ tables }: Manifest, existing: readonly string[]): void {
  const ours = new Set(existing.filter((name) => name !== RESTORE_MARK));
  const foreign = tables.find(({ name }) => !ours.delete(name));
  if (!foreign) return;
  throw new BackupError(
    `The backup was damaged or was not made by Bellwire: the table ${foreign.name} is none of its own, or is there twice. Use another copy.`,
  );
}

async function begin(
  client: pg.Client,
  manifest: Manifest,
  rows: number,
  { now, settings, stoodStill }: RestoreOptions,
): Promise<Beginning> {
  await client.query("begin");
  try {
    const { dataDir } = settings;
    const beginning = await beginAnew(client, { manifest, rows, now, dataDir, stoodStill });
    await client.query("commit");
    return beginning;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

// Rows that PostgreSQL itself refuses are a damage that the checksums would have told a moment later.
function explained(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^2[23]/.test(code)) return error;
  const said = error instanceof Error ? error.message : "";
  return new BackupError(`The backup is damaged: PostgreSQL refuses its rows (${said}). Use another copy.`, {
    cause: error,
  });
}

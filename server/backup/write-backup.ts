import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { type CopyCount, copyOut } from "#server/backup/copy.ts";
import {
  type Checksums,
  CHECKSUMS,
  FORMAT,
  MANIFEST,
  type Manifest,
  pieceName,
  SEALED_KEY,
  type SealedKey,
} from "#server/backup/manifest.ts";
import { quoted, readSequences, readTables } from "#server/backup/read-tables.ts";
import { endOfArchive, type TarEntry, writeEntry } from "#server/backup/tar.ts";
import { migrationRecords } from "#server/db/migrate.ts";
import { bellwireVersion } from "#server/operations/version.ts";

/** Rows are kept in pieces of about this size, so that neither side holds a table in memory. */
const pieceBytes = 4 * 1024 * 1024;

/** What the text of rows depends on, the same at both ends whatever the server's settings. */
export const TEXT_SETTINGS = `set client_encoding = 'UTF8'; set datestyle = 'ISO'; set intervalstyle = 'iso_8601';
  set timezone = 'UTC'; set extra_float_digits = 3; set bytea_output = 'hex'; set statement_timeout = 0;
  set idle_in_transaction_session_timeout = 0; set lock_timeout = 0`;

/** A finished backup. */
export type BackupResult = { file: string; bytes: number; rows: number; tables: number; manifest: Manifest };

/** What a backup is made of, and where to. */
export type BackupOptions = {
  client: pg.ClientBase;
  file: string;
  now: Date;
  sealedKey: SealedKey | null;
  onTable?: (name: string, rows: number) => void;
};

/**
 * Writes everything the database holds at one moment into one file, while others go on writing. The file appears under
 * its name when it is complete; only its owner may read it.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupResult> {
  const { client, file } = options;
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.unfinished`;
  await rm(draft, { force: true });
  const checksums: Checksums = { entries: [], rows: {} };
  await client.query(TEXT_SETTINGS);
  await client.query("begin transaction isolation level repeatable read, read only");
  try {
    const manifest = await describeContents(options);
    const sink = createWriteStream(draft, { mode: 0o600, flags: "wx" });
    await pipeline(Readable.from(archive(options, manifest, checksums)), createGzip(), sink);
    const handle = await open(draft, "r");
    await handle.sync();
    await handle.close();
    await rename(draft, file);
    const rows = Object.values(checksums.rows).reduce((sum, count) => sum + count, 0);
    return { file, bytes: (await stat(file)).size, rows, tables: manifest.tables.length, manifest };
  } finally {
    await client.query("rollback").catch(() => {});
    await rm(draft, { force: true });
  }
}

async function describeContents({ client, now, sealedKey }: BackupOptions): Promise<Manifest> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from "_prisma_migrations"
     where finished_at is not null and rolled_back_at is null order by migration_name`,
  );
  await requireOurs(rows);
  const counter = await client.query<{ epoch: number; postgres: string }>(
    `select "epoch", current_setting('server_version') as postgres from "PositionCounter" where "id" = 1`,
  );
  return {
    format: FORMAT,
    bellwire: bellwireVersion,
    createdAt: now.toISOString(),
    postgres: counter.rows[0]?.postgres ?? "",
    epoch: counter.rows[0]?.epoch ?? 1,
    migrations: rows,
    tables: await readTables(client),
    sequences: await readSequences(client),
    encryptionKey: sealedKey ? "sealed" : "left-out",
  };
}

// A backup names its migrations so that the restoring version can make the same tables first.
async function requireOurs(applied: readonly { name: string }[]): Promise<void> {
  const known = new Set((await migrationRecords()).map(({ name }) => name));
  const foreign = applied.find(({ name }) => !known.has(name));
  if (!foreign) return;
  throw new BackupError(
    `The database has the migration ${foreign.name}, which this version of Bellwire does not know: make the backup with the version that runs on it.`,
  );
}

/** A backup that cannot be made or restored; the message says what to do. */
export class BackupError extends Error {
  override name = "BackupError";
}

async function* archive(
  { client, now, sealedKey, onTable }: BackupOptions,
  manifest: Manifest,
  checksums: Checksums,
): AsyncGenerator<Buffer> {
  const written = (entry: TarEntry) => {
    const sha256 = createHash("sha256").update(entry.data).digest("hex");
    checksums.entries.push({ name: entry.name, bytes: entry.data.length, sha256 });
    return writeEntry(entry, now);
  };
  yield written({ name: MANIFEST, data: json(manifest) });
  if (sealedKey) yield written({ name: SEALED_KEY, data: json(sealedKey) });
  for (const [index, { name, columns }] of manifest.tables.entries()) {
    const count: CopyCount = { rows: 0 };
    const sql = `copy ${quoted(name)} (${columns.map(quoted).join(", ")}) to stdout`;
    let piece = 0;
    for await (const data of inPieces(copyOut(client, sql, count))) {
      piece += 1;
      yield written({ name: pieceName(index, name, piece), data });
    }
    checksums.rows[name] = count.rows;
    onTable?.(name, count.rows);
  }
  yield writeEntry({ name: CHECKSUMS, data: json(checksums) }, now);
  yield endOfArchive;
}

// The server sends a row at a time, so pieces end where rows do.
async function* inPieces(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const row of rows) {
    held.push(row);
    bytes += row.length;
    if (bytes < pieceBytes || row.at(-1) !== 10) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}

const json = (value: object) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`, "utf8");

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { SealedKey } from "#server/backup/manifest.ts";
import { allTables, quoted } from "#server/backup/read-tables.ts";
import { type RestoreOptions, restoreBackup } from "#server/backup/restore-backup.ts";
import { writeBackup } from "#server/backup/write-backup.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";

/** For tests: a folder, and what is made in it and in databases beside it. */
export async function createBackupBench() {
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-backup-"));
  const databases: TestDatabase[] = [];
  let files = 0;
  return {
    folder,
    async emptyDatabase(): Promise<TestDatabase> {
      const database = await createTestDatabase({ empty: true });
      databases.push(database);
      return database;
    },
    async backUp(url: string, sealedKey: SealedKey | null = null, now = new Date()) {
      files += 1;
      const file = path.join(folder, `${files}.tar.gz`);
      return withClient(url, (client) => writeBackup({ client, file, now, sealedKey }));
    },
    restore: (
      file: string,
      url: string,
      settings: Partial<RestoreOptions["settings"]>,
      over: Partial<RestoreOptions> = {},
    ) =>
      restoreBackup({
        file,
        url,
        settings: { encryptionKey: undefined, backupPassphrase: undefined, dataDir: folder, ...settings },
        now: new Date(),
        stoodStill: true,
        ...over,
      }),
    async close() {
      for (const database of databases) await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A connection for the time of one work. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A fingerprint of every table's rows, whatever their order. */
export function fingerprints(url: string): Promise<Record<string, string>> {
  return withClient(url, async (client) => {
    const prints: Record<string, string> = {};
    for (const table of await allTables(client)) {
      const { rows } = await client.query<{ print: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(r::text, '|' order by r::text)), '') as print from ${quoted(table)} r`,
      );
      prints[table] = rows[0]?.print ?? "";
    }
    return prints;
  });
}

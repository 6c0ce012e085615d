// Fills an empty database, the data folder's own or that of DATABASE_URL, from a backup.
import path from "node:path";
import { parseArgs } from "node:util";
import { mkdir } from "node:fs/promises";
import { restoreBackup } from "#server/backup/restore-backup.ts";
import { BackupError } from "#server/backup/write-backup.ts";
import { startEmbeddedDatabase } from "#server/db/embedded-postgres.ts";
import type { Env } from "#server/env.ts";
import { runCommand, say } from "./command.ts";

await runCommand("Nothing was restored.", async (env) => {
  const { values, positionals } = parseArgs({
    options: { moved: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [given] = positionals;
  if (!given) throw new BackupError("Name the backup: npm run restore -- /path/to/bellwire.tar.gz");
  const file = path.resolve(given);
  const startedAt = performance.now();
  const database = await openTarget(env);
  try {
    const made = await restoreBackup({
      file,
      url: database.url,
      settings: env,
      now: new Date(),
      stoodStill: values.moved,
      onTable: (table, rows) => rows > 0 && say(`  ${String(rows).padStart(10)}  ${table}`),
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`Restored ${made.rows.toLocaleString("en")} rows in ${seconds} s, as of ${made.manifest.createdAt}.`);
    if (made.keyFile) say(`The encryption key is in ${made.keyFile}: back it up.`);
    say("Everybody has to sign in again, and programs have to log in again.");
    if (made.maybeDuplicates > 0) {
      say(
        `${made.maybeDuplicates} waiting deliveries are marked as possible duplicates, for they may have gone out since the backup.`,
      );
    }
    say(
      "What was revoked or withdrawn since the backup counts again: look through client secrets, invitations and members.",
    );
    say("Start Bellwire with `npm start`.");
  } finally {
    await database.close();
  }
});

async function openTarget(env: Env): Promise<{ url: string; close(): Promise<void> }> {
  if (env.databaseUrl) return { url: env.databaseUrl, close: async () => {} };
  await mkdir(env.dataDir, { recursive: true });
  const { url, stop } = await startEmbeddedDatabase(env.dataDir);
  return { url, close: stop };
}

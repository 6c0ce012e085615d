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
    for (const line of values.moved ? [] : whatCountsAgain(made.recoveryCodesRemoved)) say(line);
    say("Start Bellwire with `npm start`.");
  } finally {
    await database.close();
  }
});

function whatCountsAgain(recoveryCodesRemoved: number): string[] {
  const lines = [
    "What was changed since the backup is as it was before. Passwords, second factors and addresses of people: somebody who changed theirs signs in with the old one. Accounts that were disabled are enabled again. Roles, members and access grants that were taken away are back, and so are client secrets and invitations.",
    "Look through the audit log of the time since, where you have a copy of it, and take all this away again.",
  ];
  if (recoveryCodesRemoved === 0) return lines;
  const removed =
    recoveryCodesRemoved === 1
      ? "1 recovery code was removed, for it may have been spent"
      : `${recoveryCodesRemoved.toLocaleString("en")} recovery codes were removed, for some may have been spent`;
  return [
    ...lines,
    `${removed} since the backup: have people make new ones under Security. An instance admin switches off the second step of somebody who has lost their phone.`,
  ];
}

async function openTarget(env: Env): Promise<{ url: string; close(): Promise<void> }> {
  if (env.databaseUrl) return { url: env.databaseUrl, close: async () => {} };
  await mkdir(env.dataDir, { recursive: true });
  const { url, stop } = await startEmbeddedDatabase(env.dataDir);
  return { url, close: stop };
}

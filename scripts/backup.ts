// Writes everything the instance holds into one file, while it runs or while it does not.
import path from "node:path";
import { requireKeyFits } from "#server/backup/choose-key.ts";
import type { SealedKey } from "#server/backup/manifest.ts";
import { recordOperation } from "#server/backup/record-operation.ts";
import { sealKey } from "#server/backup/seal-key.ts";
import { writeBackup } from "#server/backup/write-backup.ts";
import { DecryptError, parseKeyRing, readKeyText } from "#server/crypto/key-ring.ts";
import type { Env } from "#server/env.ts";
import { sizeOf } from "#server/operations/words.ts";
import type pg from "pg";
import { runCommand, say, withDatabase } from "./command.ts";

await runCommand("No backup was made.", async (env) => {
  const now = new Date();
  const name = `bellwire-${now.toISOString().replaceAll(/[-:]|\.\d+/g, "")}.tar.gz`;
  const file = path.resolve(process.argv[2] ?? path.join(env.dataDir, "backups", name));
  const startedAt = performance.now();
  await withDatabase(env, async (client) => {
    const { sealedKey, sentence } = await sealedKeyOf(client, env);
    const made = await writeBackup({
      client,
      file,
      now,
      sealedKey,
      onTable: (table, rows) => rows > 0 && say(`  ${String(rows).padStart(10)}  ${table}`),
    });
    const { rows, bytes } = made;
    const after = { rows, bytes, encryptionKey: made.manifest.encryptionKey };
    await recordOperation(client, { action: "instance.backed-up", by: "backup", now, after });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`${file}: ${rows.toLocaleString("en")} rows, ${sizeOf(bytes)}, in ${seconds} s.`);
    say(sentence);
    say("Keep it where only you can read it: it holds people's addresses and the hashes of their passwords.");
  });
});

/** The encryption key for the file, and what to tell of it. */
async function sealedKeyOf(
  client: pg.Client,
  env: Env,
): Promise<{ sealedKey: SealedKey | null; sentence: string }> {
  const key = await readKeyText(env);
  if (!key) {
    const sentence =
      "The encryption key is not in it, for there is none here. Keep that key too: without it, stored tokens cannot be read.";
    return { sealedKey: null, sentence };
  }
  try {
    await requireKeyFits(client, parseKeyRing(key.text));
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    const sentence = `The encryption key is not in it: the one of ${key.from} does not open this database. Find the right one, for without it stored tokens cannot be read.`;
    return { sealedKey: null, sentence };
  }
  if (!env.backupPassphrase) {
    const sentence = `The encryption key is not in it, because BACKUP_PASSPHRASE is not set. Keep ${key.from} too: without it, stored tokens cannot be read.`;
    return { sealedKey: null, sentence };
  }
  const sentence =
    "The encryption key is in it, sealed under BACKUP_PASSPHRASE. Keep that passphrase apart from the file: without it the key cannot be read.";
  return { sealedKey: await sealKey(key.text, env.backupPassphrase), sentence };
}

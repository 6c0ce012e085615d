import { mkdir, rm } from "node:fs/promises";
import { systemClock } from "#server/clock.ts";
import {
  DecryptError,
  KeyRingError,
  loadKeyRing,
  readKeyText,
  withSubkeysOf,
} from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { createDb, createPool } from "#server/db/client.ts";
import { startEmbeddedDatabase } from "#server/db/embedded-postgres.ts";
import { migrate } from "#server/db/migrate.ts";
import { createGuardedClient } from "#server/egress/guarded-client.ts";
import type { Env } from "#server/env.ts";
import { newId } from "#server/ids.ts";
import { createLogger } from "#server/logger.ts";
import { connectionName } from "#server/operations/read-system.ts";
import { createMetrics } from "#server/operations/metrics.ts";
import { secretsOf } from "#server/process/known-secrets.ts";
import { createRuntime, type Runtime } from "#server/runtime.ts";

/** Tells the person at the terminal something; separate from the log. */
export type Say = (line: string) => void;

/** What to undo at the end, last first. */
export type Closers = Array<() => unknown>;

/**
 * Opens what every process needs: database (the embedded one or DATABASE_URL), migrations, keys, runtime.
 * What is to be closed afterwards is added to `closers`, also when it throws half way.
 */
export async function openRuntime(
  env: Env,
  closers: Closers,
  say: Say,
): Promise<{ runtime: Runtime; url: string; processId: string }> {
  await mkdir(env.dataDir, { recursive: true });
  const processId = newId();
  const plainUrl = env.databaseUrl ?? (await openEmbedded(env, closers));
  const url = withName(plainUrl, connectionName(processId));
  const applied = await migrate(url);

  const pool = createPool(url);
  closers.push(() => pool.end());
  const db = createDb(url);
  closers.push(() => db.$disconnect());
  const { keyRing: keys, file, created } = await loadKeyRing(env);
  const vault = createVault({ db, keyRing: keys });
  await vault.verifyKeys().catch(async (error: unknown) => {
    if (!created || !file || !(error instanceof DecryptError)) throw error;
    // What was made a moment ago opens nothing, and would stand in the way of the right one.
    await rm(file, { force: true });
    throw new KeyRingError(
      `There is no encryption key here, and this database is encrypted with one: set ENCRYPTION_KEY to it, or put encryption.key into ${env.dataDir} from your backup.`,
      { cause: error },
    );
  });
  const keyRing = withSubkeysOf(keys, await vault.subkeySecret());
  const keyText = await readKeyText(env);
  const logger = createLogger(env.logLevel, undefined, secretsOf(env, plainUrl, keyText?.text));
  if (applied.length > 0) logger.info({ applied }, "Migrated the database");
  if (created) say(`A new encryption key was made: back up ${file}, for without it secrets cannot be read.`);

  const egress = createGuardedClient({ allow: env.egressAllow, proxy: env.egressProxy });
  const metrics = createMetrics({ process: true });
  const parts = { env, db, pool, clock: systemClock, logger, keyRing, vault, egress, metrics };
  return { runtime: createRuntime(parts), url, processId };
}

async function openEmbedded(env: Env, closers: Closers): Promise<string> {
  const database = await startEmbeddedDatabase(env.dataDir);
  closers.push(() => database.stop());
  return database.url;
}

// Tells the database's administrators, and the Health page, which process a connection is of.
function withName(url: string, name: string): string {
  if (/[?&]application_name=/.test(url)) return url;
  return `${url}${url.includes("?") ? "&" : "?"}application_name=${encodeURIComponent(name)}`;
}

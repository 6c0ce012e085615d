import { mkdir } from "node:fs/promises";
import { systemClock } from "#server/clock.ts";
import { loadKeyRing } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { createDb, createPool } from "#server/db/client.ts";
import { startEmbeddedDatabase } from "#server/db/embedded-postgres.ts";
import { migrate } from "#server/db/migrate.ts";
import { createGuardedClient } from "#server/egress/guarded-client.ts";
import type { Env } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";
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
): Promise<{ runtime: Runtime; url: string }> {
  await mkdir(env.dataDir, { recursive: true });
  const logger = createLogger(env.logLevel);
  const url = env.databaseUrl ?? (await openEmbedded(env, closers));
  const applied = await migrate(url);
  if (applied.length > 0) logger.info({ applied }, "Migrated the database");

  const pool = createPool(url);
  closers.push(() => pool.end());
  const db = createDb(url);
  closers.push(() => db.$disconnect());
  const { keyRing, file, created } = await loadKeyRing(env);
  const vault = createVault({ db, keyRing });
  await vault.verifyKeys();
  if (created) say(`A new encryption key was made: back up ${file}, for without it secrets cannot be read.`);

  const egress = createGuardedClient({ allow: env.egressAllow, proxy: env.egressProxy });
  const runtime = createRuntime({ env, db, pool, clock: systemClock, logger, keyRing, vault, egress });
  return { runtime, url };
}

async function openEmbedded(env: Env, closers: Closers): Promise<string> {
  const database = await startEmbeddedDatabase(env.dataDir);
  closers.push(() => database.stop());
  return database.url;
}

import { systemClock } from "#server/clock.ts";
import { KeyRingError, parseKeyRing, readKeyText } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { createDb, createPool } from "#server/db/client.ts";
import { createGuardedClient } from "#server/egress/guarded-client.ts";
import type { Env } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";
import { attachDatabase } from "#server/process/attach-database.ts";
import { secretsOf } from "#server/process/known-secrets.ts";
import { createRuntime, type Runtime } from "#server/runtime.ts";

/**
 * A runtime for a command that works beside a running Bellwire: it starts no pipeline, migrates nothing and makes no key.
 * @throws {KeyRingError} when there is no encryption key here.
 */
export async function attachRuntime(env: Env): Promise<{ runtime: Runtime; close(): Promise<void> }> {
  const key = await readKeyText(env);
  if (!key) {
    throw new KeyRingError(
      `There is no encryption key here: set ENCRYPTION_KEY, or DATA_DIR to the folder that has encryption.key.`,
    );
  }
  const keyRing = parseKeyRing(key.text);
  const { url, close } = await attachDatabase(env);
  const pool = createPool(url, { max: 4 });
  const db = createDb(pool);
  const runtime = createRuntime({
    env,
    db,
    pool,
    clock: systemClock,
    logger: createLogger(env.logLevel, undefined, secretsOf(env, url, key.text)),
    keyRing,
    vault: createVault({ db, keyRing }),
    egress: createGuardedClient({ allow: env.egressAllow, proxy: env.egressProxy }),
  });
  return {
    runtime,
    async close() {
      await db.$disconnect();
      await pool.end();
      await close();
    },
  };
}

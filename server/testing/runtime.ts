import { randomBytes } from "node:crypto";
import { systemClock } from "#server/clock.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { createGuardedClient } from "#server/egress/guarded-client.ts";
import { parseEnv } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";
import { createRuntime, type Runtime } from "#server/runtime.ts";
import type { TestDatabase } from "#server/testing/database.ts";

/** A runtime on a test database: default settings, a silent log, and a key ring of its own. */
export function createTestRuntime(database: TestDatabase, over: Partial<Runtime> = {}): Runtime {
  const keyRing = over.keyRing ?? parseKeyRing(randomBytes(32).toString("base64"));
  const env = over.env ?? parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent" });
  return createRuntime({
    db: database.db,
    pool: database.pool,
    clock: systemClock,
    logger: createLogger("silent"),
    vault: createVault({ db: database.db, keyRing }),
    egress: createGuardedClient({ allow: env.egressAllow, proxy: env.egressProxy }),
    ...over,
    env,
    keyRing,
  });
}

import { randomBytes } from "node:crypto";
import type { Clock } from "#server/clock.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { parseEnv } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";
import { createRuntime, type Runtime } from "#server/runtime.ts";
import type { createTestDatabase } from "#server/testing/database.ts";

/** A clock that a test moves. */
export type TestClock = Clock & { set(at: Date): void; advance(ms: number): void };

/** A clock that stands at `start` until it is moved. */
export function createTestClock(start = new Date("2026-11-21T12:00:00Z")): TestClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set: (next) => {
      at = next.getTime();
    },
    advance: (ms) => {
      at += ms;
    },
  };
}

/** A runtime on a test's own database, with a clock that stands and no jitter; `settings` are environment variables. */
export function createTestRuntime(
  database: Pick<Awaited<ReturnType<typeof createTestDatabase>>, "db" | "pool">,
  options: { clock?: Clock; settings?: Record<string, string> } = {},
): Runtime {
  const keyRing = parseKeyRing(randomBytes(32).toString("base64"));
  return createRuntime({
    env: parseEnv({ APP_URL: "http://localhost:3000", LOG_LEVEL: "silent", ...options.settings }),
    db: database.db,
    pool: database.pool,
    clock: options.clock ?? createTestClock(),
    logger: createLogger("silent"),
    keyRing,
    vault: createVault({ db: database.db, keyRing }),
    random: () => 0,
  });
}

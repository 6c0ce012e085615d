import type pg from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { networkOf } from "#server/client-address.ts";
import type { IdentityActor, UserActor } from "#server/context.ts";
import { HttpError } from "#server/http/http-error.ts";
import type { CountedLimit, Limit } from "#server/http/limits.ts";
import type { Runtime } from "#server/runtime.ts";

/** Whom a limit counts. */
export const callerKey = (actor: UserActor | IdentityActor) => `${actor.kind}:${actor.id}`;
/** A client without an account; all of an IPv6 network is one. */
export const addressKey = (ipAddress: string) => `address:${networkOf(ipAddress)}`;

/**
 * Counts one request, or so many, and gives the headers that tell what is left (RateLimit fields of the IETF draft).
 * The count stands in the database, so that several processes share it.
 * @throws {HttpError} 429 once the limit is used up.
 */
export async function countRequest(
  { pool }: Pick<Runtime, "pool">,
  limit: CountedLimit,
  key: string,
  requests = 1,
): Promise<Record<string, string>> {
  try {
    return headersOf(limit, await limiterOf(pool, limit).consume(key, requests));
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw overLimit(limit, refusal);
  }
}

/** Takes back what was counted for something that left nothing behind. */
export async function uncountRequest(
  { pool }: Pick<Runtime, "pool">,
  limit: Limit,
  key: string,
): Promise<void> {
  await limiterOf(pool, limit).reward(key);
}

function overLimit(limit: CountedLimit, state: RateLimiterRes): HttpError {
  const { requests, seconds, counted = "requests", instead } = limit;
  const retryAfterSeconds = Math.max(1, Math.ceil(state.msBeforeNext / 1_000));
  const or = instead ? `, or ${instead}` : "";
  return new HttpError(
    "rate_limited",
    `More than ${requests} ${counted} in ${seconds} seconds. Wait ${retryAfterSeconds} s, then go on${or}.`,
    { details: { retryAfterSeconds }, headers: headersOf(limit, state) },
  );
}

function headersOf(limit: Limit, state: RateLimiterRes): Record<string, string> {
  const seconds = Math.max(0, Math.ceil(state.msBeforeNext / 1_000));
  return {
    "ratelimit-policy": `"${limit.name}";q=${limit.requests};w=${limit.seconds}`,
    ratelimit: `"${limit.name}";r=${state.remainingPoints};t=${seconds}`,
  };
}

// By pool and not in the runtime: each copy of this module that Next makes may have its own, the counts are shared.
const limiters = new WeakMap<pg.Pool, Map<string, RateLimiterPostgres>>();

function limiterOf(pool: pg.Pool, { name, requests, seconds }: Limit): RateLimiterPostgres {
  const ofPool = limiters.get(pool) ?? new Map<string, RateLimiterPostgres>();
  limiters.set(pool, ofPool);
  const id = `${name}:${requests}:${seconds}`;
  const limiter =
    ofPool.get(id) ??
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: "RateLimit",
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points: requests,
      duration: seconds,
      // Who is over the limit is refused from memory until the window ends.
      inMemoryBlockOnConsumed: requests + 1,
    });
  ofPool.set(id, limiter);
  return limiter;
}

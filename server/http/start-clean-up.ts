import type { Runtime } from "#server/runtime.ts";

const everyMs = 10 * 60_000;
const batch = 500;

/** Forgets, now and then, what the API kept for a day or a minute. Each process does it; they stay out of each other's way. */
export function startApiCleanUp(runtime: Runtime): { stop(): void } {
  const timer = setInterval(() => {
    cleanUpApi(runtime).catch((error: unknown) => {
      runtime.logger.warn({ err: error }, "Old answers of the API could not be forgotten");
    });
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Deletes the answers whose day is over and the counts whose minute is, in small batches; how many rows. */
export async function cleanUpApi({ db, clock }: Pick<Runtime, "db" | "clock">): Promise<number> {
  const now = clock.now();
  const answers = await inBatches(
    () => db.$executeRaw`
      delete from "IdempotentWrite" where "id" in (
        select "id" from "IdempotentWrite" where "expiresAt" <= ${now}
        order by "expiresAt" limit ${batch} for update skip locked)`,
  );
  const counts = await inBatches(
    () => db.$executeRaw`
      delete from "RateLimit" where "key" in (
        select "key" from "RateLimit" where "expire" <= ${BigInt(now.getTime())}
        limit ${batch} for update skip locked)`,
  );
  return answers + counts;
}

async function inBatches(deleteSome: () => Promise<number>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const some = await deleteSome();
    deleted += some;
    if (some < batch) return deleted;
  }
}

import { z } from "zod";
import { networkOf } from "#server/client-address.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { AppError } from "#server/errors.ts";
import {
  blockedTill,
  countFailure,
  longestMemoryMs,
  type ThrottleKind,
} from "#server/auth/throttle-policy.ts";

/** What is slowed, such as a client by its IP address (all of one IPv6 network are one), or an account. */
export type ThrottleKey = { kind: ThrottleKind; value: string };

const rowKey = ({ kind, value }: ThrottleKey) => `${kind}:${kind === "address" ? networkOf(value) : value}`;

/** One account as tried from the network of an address. */
export const accountFrom = (email: string, ipAddress: string): ThrottleKey => ({
  kind: "account-network",
  value: `${email} ${networkOf(ipAddress)}`,
});

/** Whether a try may go on. `refused` counts the tries refused since the last one that was let through. */
export type Admission =
  | { admitted: true; blocks: boolean; refused: number }
  | { admitted: false; waitMs: number; refused: number };

/**
 * Asks for one try. An admitted one counts as failed until `forgiveTry`, so that tries at the same time cannot outrun
 * the count; `blocks` tells that the next one will have to wait.
 */
export async function askForTry(db: Db, keys: ThrottleKey[], now: Date): Promise<Admission> {
  return db.$transaction(async (tx) => {
    const rows = await lockRows(tx, keys, now);
    const till = (row: Row) => row.blockedTill?.getTime() ?? 0;
    const blocking = rows.filter(({ row }) => till(row) > now.getTime());
    if (blocking.length > 0) {
      for (const { row } of blocking) await setRow(tx, { ...row, refusedTries: row.refusedTries + 1 });
      // Else whoever waits could fill the table with the names of accounts that they go on trying.
      const empty = rows.filter(({ row }) => row.failures === 0 && row.refusedTries === 0);
      await tx.throttle.deleteMany({ where: { key: { in: empty.map(({ row }) => row.key) } } });
      return {
        admitted: false,
        waitMs: Math.max(...blocking.map(({ row }) => till(row))) - now.getTime(),
        refused: Math.max(...blocking.map(({ row }) => row.refusedTries + 1)),
      };
    }
    let blocks = false;
    for (const { key, row } of rows) {
      const failures = countFailure(key.kind, row.failures === 0 ? null : row, now);
      const next = blockedTill(key.kind, { failures, lastFailure: now });
      blocks ||= next !== null;
      await setRow(tx, { ...row, failures, lastFailure: now, blockedTill: next, refusedTries: 0 });
    }
    return { admitted: true, blocks, refused: Math.max(...rows.map(({ row }) => row.refusedTries)) };
  });
}

/** Lets one try through, or refuses while a key is blocked; the sentence is the same for known and unknown accounts. */
export async function admitTry(db: Db, keys: ThrottleKey[], now: Date): Promise<{ blocks: boolean }> {
  const admission = await askForTry(db, keys, now);
  if (!admission.admitted) throw tooManyTries(admission.waitMs);
  return { blocks: admission.blocks };
}

/** The admitted try was right: its account starts anew, its address gets the one try back and keeps its failures. */
export async function forgiveTry(db: Db, keys: ThrottleKey[], now: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    for (const { key, row } of await lockRows(tx, keys, now)) {
      const failures = key.kind === "address" ? Math.max(0, row.failures - 1) : 0;
      const { lastFailure } = row;
      await setRow(tx, { ...row, failures, blockedTill: blockedTill(key.kind, { failures, lastFailure }) });
    }
  });
}

/** Removes some rows that say nothing any more, but none that anybody is at; cheap enough for now and then. */
export async function sweepThrottle(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - longestMemoryMs);
  await db.$executeRaw`
    delete from "Throttle" where "key" in (
      select "key" from "Throttle" where "lastFailure" < ${before} limit 500 for update skip locked
    )`;
}

/** The refusal to try again so soon. */
export function tooManyTries(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1_000);
  const minutes = Math.ceil(seconds / 60);
  const wait =
    seconds < 60
      ? `${seconds} second${seconds === 1 ? "" : "s"}`
      : `${minutes} minute${minutes === 1 ? "" : "s"}`;
  return new AppError("rate_limited", `Too many failed tries. Wait ${wait}, then try again.`, {
    retryAfterSeconds: seconds,
  });
}

const rowSchema = z.object({
  key: z.string(),
  failures: z.number(),
  lastFailure: z.date(),
  blockedTill: z.date().nullable(),
  refusedTries: z.number(),
});
type Row = z.infer<typeof rowSchema>;

// In one order everywhere, so that two tries with the same keys wait for one another and never both.
// Made and locked by one statement: a sweep between the two would take the row away again.
async function lockRows(tx: Tx, keys: ThrottleKey[], now: Date): Promise<{ key: ThrottleKey; row: Row }[]> {
  const rows: { key: ThrottleKey; row: Row }[] = [];
  const ids = keys.map((key) => ({ key, id: rowKey(key) }));
  for (const { key, id } of ids.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const found = await tx.$queryRaw`
      insert into "Throttle" ("key", "failures", "lastFailure") values (${id}, 0, ${now})
      on conflict ("key") do update set "key" = excluded."key"
      returning "key", "failures", "lastFailure", "blockedTill", "refusedTries"`;
    const [row] = z.tuple([rowSchema]).parse(found);
    rows.push({ key, row });
  }
  return rows;
}

async function setRow(tx: Tx, { key, ...data }: Row): Promise<void> {
  await tx.throttle.update({ where: { key }, data, select: { key: true } });
}

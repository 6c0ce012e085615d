import { networkOf } from "#server/client-address.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { AppError } from "#server/errors.ts";
import { blockedTill, countFailure, type ThrottleKind } from "#server/auth/throttle-policy.ts";

/** Who is slowed: an account by its address, or a client by its IP address. */
export type ThrottleKey = { kind: ThrottleKind; value: string };

const rowKey = ({ kind, value }: ThrottleKey) =>
  `${kind}:${kind === "address" ? networkOf(value) : value.toLowerCase()}`;

/**
 * Lets one try through, or refuses while a key is blocked; the sentence is the same for known and unknown accounts.
 * The try counts as failed until `forgiveTry`, so that tries at the same time cannot outrun the count.
 */
export async function admitTry(db: Db, keys: ThrottleKey[], now: Date): Promise<{ blocks: boolean }> {
  return db.$transaction(async (tx) => {
    const rows = await lockRows(tx, keys, now);
    const waitingTill = Math.max(...rows.map(({ row }) => row.blockedTill?.getTime() ?? 0));
    if (waitingTill > now.getTime()) throw tooManyTries(waitingTill - now.getTime());
    let blocks = false;
    for (const { key, row } of rows) {
      const failures = countFailure(row.failures === 0 ? null : row, now);
      const till = blockedTill(key.kind, { failures, lastFailure: now });
      blocks ||= till !== null;
      await setRow(tx, row.key, { failures, lastFailure: now, blockedTill: till });
    }
    return { blocks };
  });
}

/** The admitted try was right: its account starts anew, its address gets the one try back and keeps its failures. */
export async function forgiveTry(db: Db, keys: ThrottleKey[], now: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    for (const { key, row } of await lockRows(tx, keys, now)) {
      const failures = key.kind === "account" ? 0 : Math.max(0, row.failures - 1);
      const { lastFailure } = row;
      await setRow(tx, row.key, {
        failures,
        lastFailure,
        blockedTill: blockedTill(key.kind, { failures, lastFailure }),
      });
    }
  });
}

type Row = { key: string; failures: number; lastFailure: Date; blockedTill: Date | null };

// In one order everywhere, so that two tries with the same keys wait for one another and never both.
async function lockRows(tx: Tx, keys: ThrottleKey[], now: Date): Promise<{ key: ThrottleKey; row: Row }[]> {
  const rows: { key: ThrottleKey; row: Row }[] = [];
  for (const key of [...keys].sort((a, b) => rowKey(a).localeCompare(rowKey(b)))) {
    const id = rowKey(key);
    await tx.throttle.createMany({
      data: [{ key: id, failures: 0, lastFailure: now }],
      skipDuplicates: true,
    });
    await tx.$queryRaw`select 1 from "Throttle" where "key" = ${id} for update`;
    const row = await tx.throttle.findUniqueOrThrow({
      where: { key: id },
      select: { key: true, failures: true, lastFailure: true, blockedTill: true },
    });
    rows.push({ key, row });
  }
  return rows;
}

async function setRow(tx: Tx, key: string, data: Omit<Row, "key">): Promise<void> {
  await tx.throttle.update({ where: { key }, data, select: { key: true } });
}

function tooManyTries(waitMs: number): AppError {
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

import type pg from "pg";
import { z } from "zod";
import { checkpointFileOf, readNewestCheckpoints } from "#server/audit/checkpoint-file.ts";
import { beginSegment } from "#server/audit/seal-batch.ts";
import type { Manifest } from "#server/backup/manifest.ts";
import { recordOperation } from "#server/backup/record-operation.ts";

/** What a restored database begins with. */
export type Beginning = {
  epoch: number;
  sessionsEnded: number;
  recoveryCodesRemoved: number;
  maybeDuplicates: number;
  segment: number | null;
};

const number = z.object({ n: z.int() });

/**
 * Makes a restored database one of its own: a new epoch of positions, a new segment of the audit log, nobody signed in.
 * What may have been sent since the backup is marked so, and recovery codes that may have been spent are removed, unless
 * nothing ran since (`stoodStill`). In the caller's transaction.
 */
export async function beginAnew(
  client: pg.ClientBase,
  input: { manifest: Manifest; rows: number; now: Date; dataDir: string; stoodStill: boolean },
): Promise<Beginning> {
  const { manifest, rows, now, dataDir, stoodStill } = input;
  const count = async (sql: string, values: unknown[] = []) =>
    (await client.query(sql, values)).rowCount ?? 0;
  // The minute of the restore: two restores of the same backup must not give the same epoch to different events.
  const epoch = await client.query(
    `update "PositionCounter" set "epoch" = greatest("epoch" + 1, $1) where "id" = 1 returning "epoch" as n`,
    [Math.floor(now.getTime() / 60_000)],
  );
  const sessionsEnded = await count(
    `update "Session" set "revokedAt" = $1 where "revokedAt" is null and "expiresAt" > $1`,
    [now],
  );
  await client.query(`update "IdentityAccessToken" set "revokedAt" = $1 where "revokedAt" is null`, [now]);
  await client.query(`delete from "PasswordReset" where "usedAt" is null`);
  // Which of them were spent since the backup is not known, and a spent one must not count again.
  const recoveryCodesRemoved = stoodStill
    ? 0
    : await count(`delete from "RecoveryCode" where "usedAt" is null`);
  // Whoever held them is not here: they are due at once, and what was being sent ends unknown.
  await client.query(`update "Lane" set "leaseUntil" = now() where "leaseUntil" is not null`);
  const maybeDuplicates = stoodStill
    ? 0
    : await count(
        `update "Delivery" set "maybeDuplicate" = true where "state" = 'waiting' and not "maybeDuplicate"`,
      );
  const [known] = await readNewestCheckpoints(checkpointFileOf(dataDir));
  const segment = await beginSegment(client, now, known ?? null);
  const beginning = {
    epoch: number.parse(epoch.rows[0]).n,
    sessionsEnded,
    recoveryCodesRemoved,
    maybeDuplicates,
    segment: segment?.segment ?? null,
  };
  await recordOperation(client, {
    action: "instance.restored",
    by: "restore",
    now,
    before: { epoch: manifest.epoch },
    after: { backupMadeAt: manifest.createdAt, madeBy: manifest.bellwire, rows, ...beginning },
  });
  return beginning;
}

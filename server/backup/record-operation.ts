import type pg from "pg";
import { newId } from "#server/ids.ts";

/** Writes an audit entry of what an operator did by command, on a plain connection and in its transaction, if any. */
export async function recordOperation(
  client: pg.ClientBase,
  entry: { action: string; by: string; now: Date; before?: object; after: object },
): Promise<void> {
  const { action, by, now, before, after } = entry;
  await client.query(
    `insert into "AuditEntry" ("id", "at", "actorKind", "actorName", "action", "targetKind", "targetId", "targetName",
       "before", "after", "ipAddress", "userAgent")
     values ($1, $2, 'system', $3, $4, 'instance', null, 'This instance', $5, $6, '', '')`,
    [newId(), now, by, action, before ? JSON.stringify(before) : null, JSON.stringify(after)],
  );
}

import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { newId } from "#server/ids.ts";
import type { RequestRow } from "#server/access-requests/load-request.ts";

/** Starts the access that a request asked for, now; a temporary one ends by itself when its time is over. */
export async function startGrant(
  tx: Tx,
  ctx: Context,
  request: RequestRow,
): Promise<{ id: string; endsAt: Date | null }> {
  const { id: requestId, projectId, requesterId: userId, environment, secretPath, permissions } = request;
  const startsAt = ctx.clock.now();
  const endsAt =
    request.durationSeconds === null ? null : new Date(startsAt.getTime() + request.durationSeconds * 1000);
  return tx.accessGrant.create({
    data: {
      id: newId(),
      projectId,
      userId,
      requestId,
      environment,
      secretPath,
      permissions,
      startsAt,
      endsAt,
    },
    select: { id: true, endsAt: true },
  });
}

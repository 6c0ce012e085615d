import type { Tx } from "#server/db/client.ts";
import { conflict } from "#server/errors.ts";

/** Every event of a project is held against all its subscriptions, by the one sequencer that everybody waits for. */
export const subscriptionsMax = 500;
export const destinationsMax = 250;

/**
 * Refuses what would be too much for a project, after it was written in the transaction.
 * @throws {AppError} which undoes it.
 */
export async function requireRoom(tx: Tx, projectId: string): Promise<void> {
  const live = { where: { projectId, deletedAt: null } };
  if ((await tx.destination.count(live)) > destinationsMax) {
    throw conflict(
      `A project has at most ${destinationsMax} destinations. Delete some that are no longer needed, or use another project.`,
    );
  }
  if ((await tx.subscription.count(live)) > subscriptionsMax) {
    throw conflict(
      `A project has at most ${subscriptionsMax} subscriptions. Put events with the same filter into one, or delete some.`,
    );
  }
}

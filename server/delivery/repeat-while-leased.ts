import { setTimeout as sleep } from "node:timers/promises";

/** Before each repetition: a deadlock, a full pool or the database's restart is over by one of them. */
const waitsMs = [100, 500, 1_500, 3_000] as const;
/** What must be left of the lease for one more, or somebody else has the lane before it is done. */
const leaseNeededMs = 3_000;

/** The lease under which something is done. */
export type LeaseLeft = {
  leftMs(): number;
  /** Told of each failure that is followed by another try. */
  failed(error: unknown): void;
  pause?(ms: number): Promise<unknown>;
};

/** Does what is safe to do twice, and again after a failure while enough of the lease is left; throws the last failure. */
export async function repeatWhileLeased<T>(work: () => Promise<T>, lease: LeaseLeft): Promise<T> {
  const pause = lease.pause ?? sleep;
  for (const waitMs of waitsMs) {
    try {
      return await work();
    } catch (error) {
      if (lease.leftMs() - waitMs < leaseNeededMs) throw error;
      lease.failed(error);
    }
    await pause(waitMs);
  }
  return work();
}

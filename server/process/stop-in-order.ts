import { setTimeout as sleep } from "node:timers/promises";
import type { Closers } from "#server/process/open-runtime.ts";

/** What is ended together, and how long the others wait for it. */
export type StopStep = { name: string; closers: Closers; limitMs: number };

/**
 * Ends step after step; what belongs to one step ends at the same time, last begun first. A step that takes longer than
 * its limit is left behind, and what fails does not keep the rest from ending. Each closer is called once.
 * @returns the names of the steps that were left behind.
 */
export async function stopInOrder(
  steps: readonly StopStep[],
  onFailure: (error: unknown, step: string) => void,
): Promise<string[]> {
  const leftBehind: string[] = [];
  for (const { name, closers, limitMs } of steps) {
    const ending = closers
      .splice(0)
      .reverse()
      .map(async (close) => {
        try {
          await close();
        } catch (error) {
          onFailure(error, name);
        }
      });
    const limit = new AbortController();
    const inTime = await Promise.race([
      Promise.all(ending).then(() => true),
      sleep(limitMs, false, { signal: limit.signal }).catch(() => false),
    ]);
    limit.abort();
    if (!inTime) leftBehind.push(name);
  }
  return leftBehind;
}

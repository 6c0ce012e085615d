/** The waiting of a loop that a bell wakes early. */
export type Pause = {
  /** False once stopped. */
  goesOn(): boolean;
  /**
   * Resolves when the bell rings, at once if it rang since the last wait, and at the latest after the poll's time, or
   * after `atMostMs` where that is sooner.
   */
  wait(atMostMs?: number): Promise<void>;
  /** Ends the present wait and the loop. */
  stop(): void;
};

/** Makes the waiting of a loop; `listen` registers at a bell and answers how to unregister. */
export function createPause(listen: (ring: () => void) => () => void, pollMs: number): Pause {
  let stopping = false;
  let rung = false;
  let wake: () => void = () => {};
  const unlisten = listen(() => {
    rung = true;
    wake();
  });
  return {
    goesOn: () => !stopping,
    wait: (atMostMs = pollMs) =>
      new Promise<void>((resolve) => {
        if (rung || stopping) {
          rung = false;
          return resolve();
        }
        const end = () => {
          clearTimeout(timer);
          // Or the next ring would end this wait once more, and be lost.
          wake = () => {};
          rung = false;
          resolve();
        };
        const timer = setTimeout(end, Math.max(0, Math.min(pollMs, atMostMs)));
        wake = end;
      }),
    stop() {
      stopping = true;
      unlisten();
      wake();
    },
  };
}

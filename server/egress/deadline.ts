import type { FailureReason } from "#server/egress/outcome.ts";

/** The time one request has, whole and by phase. */
export type Deadline = {
  /** Aborts when the time is over or the caller gave up; `reason` then says which. */
  signal: AbortSignal;
  reason(): FailureReason;
  /** Milliseconds left of the whole. */
  left(): number;
  /** Bounds the phase that begins now, in place of the one before. */
  phase(reason: FailureReason, ms: number): void;
  /** Ends all waiting; call it when the request is over. */
  close(): void;
};

/** Node's timers fire at once when asked for more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts the clock of one request. */
export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const endsAt = performance.now() + timeoutMs;
  let ended: FailureReason = "cancelled";
  let ofPhase: NodeJS.Timeout | undefined;
  const end = (reason: FailureReason) => {
    if (controller.signal.aborted) return;
    ended = reason;
    controller.abort();
  };
  const cancel = () => end("cancelled");
  const ofWhole = setTimeout(end, Math.min(timeoutMs, LONGEST_TIMER_MS), "timeout");
  caller?.addEventListener("abort", cancel, { once: true });
  if (caller?.aborted) cancel();
  return {
    signal: controller.signal,
    reason: () => ended,
    left: () => Math.max(0, endsAt - performance.now()),
    phase: (reason, ms) => {
      clearTimeout(ofPhase);
      if (ms < endsAt - performance.now()) ofPhase = setTimeout(end, ms, reason);
    },
    close: () => {
      clearTimeout(ofPhase);
      clearTimeout(ofWhole);
      caller?.removeEventListener("abort", cancel);
    },
  };
}

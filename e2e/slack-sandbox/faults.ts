import { z } from "zod";

/** A trouble ordered by a test, as it is sent to the control API. */
export const faultSchema = z.strictObject({
  kind: z.enum([
    "error",
    "rate_limited",
    "http_500_html",
    "http_200_html",
    "slow",
    "hang",
    "reset",
    "reset_after_store",
    "redirect",
    "down",
  ]),
  method: z.string().optional(),
  channel: z.string().optional(),
  error: z.string().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  retryAfter: z.number().int().nonnegative().nullable().optional(),
  delayMs: z.number().int().nonnegative().optional(),
  location: z.string().optional(),
  times: z.union([z.number().int().positive(), z.literal("always")]).optional(),
  skip: z.number().int().nonnegative().optional(),
  untilMs: z.number().optional(),
});

/** A fault as ordered. */
export type FaultOrder = z.infer<typeof faultSchema>;
/** A fault in force, with what is left of it. */
export type Fault = FaultOrder & { id: number; left: number | "always"; toSkip: number; hits: number };
/** The faults in force. */
export type Faults = ReturnType<typeof createFaults>;

/** Keeps the ordered faults; each call takes the oldest one that fits it. */
export function createFaults(now: () => number) {
  let faults: Fault[] = [];
  let nextId = 1;
  const alive = (fault: Fault) => fault.untilMs === undefined || fault.untilMs > now();
  return {
    add(order: FaultOrder): Fault {
      const left = order.times ?? (order.kind === "down" ? "always" : 1);
      const fault: Fault = { ...order, id: nextId, left, toSkip: order.skip ?? 0, hits: 0 };
      nextId += 1;
      faults.push(fault);
      return fault;
    },
    /** Takes the fault for a call; `channels` are all the names the call's channel goes by. */
    take(method: string, channels: string[]): Fault | null {
      faults = faults.filter(alive);
      for (const fault of faults) {
        // A person's way through the consent page is troubled only by name.
        if ((fault.method ?? (method === "authorize" ? null : method)) !== method) continue;
        if (fault.channel !== undefined && !channels.includes(fault.channel.replace(/^#/, ""))) continue;
        if (fault.toSkip > 0) {
          fault.toSkip -= 1;
          continue;
        }
        fault.hits += 1;
        if (fault.left !== "always") fault.left -= 1;
        if (fault.left === 0) faults = faults.filter((other) => other !== fault);
        return fault;
      }
      return null;
    },
    list(): Fault[] {
      faults = faults.filter(alive);
      return [...faults];
    },
    clear(): void {
      faults = [];
    },
  };
}

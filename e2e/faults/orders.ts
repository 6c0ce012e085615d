import { z } from "zod";

/** Where a process can be ended or frozen, in the order in which an event comes by. */
export const pointSchema = z.enum([
  /** The producer's transaction has committed; nobody was told. */
  "accepted",
  /** The sequencer has written its batch and not committed. */
  "sequencing",
  /** The batch has committed. */
  "sequenced",
  /** Lanes were claimed. */
  "claimed",
  /** That a request leaves has committed; it has not left. */
  "leaving",
  /** Slack has answered; nothing is recorded. */
  "sent",
  /** The record is written and not committed. */
  "recording",
  /** The record has committed. */
  "recorded",
]);
export type Point = z.infer<typeof pointSchema>;

/** An event that a process is to accept, as its producer would. */
export const eventSchema = z.object({
  /** Its own mark, which every message that names it shows. */
  key: z.uuid(),
  projectId: z.uuid(),
  secretPath: z.string(),
  subject: z.string(),
  urgent: z.boolean(),
  /** Its transaction fails in the end, so nobody may ever hear of it. */
  rolledBack: z.boolean(),
});
export type PlannedEvent = z.infer<typeof eventSchema>;

/** What the suite orders a process to do. */
export const orderSchema = z.discriminatedUnion("do", [
  z.object({ do: z.literal("emit"), event: eventSchema }),
  z.object({
    do: z.literal("arm"),
    point: pointSchema,
    /** At the how manyth time it comes by. */
    time: z.int().positive(),
    action: z.enum(["SIGKILL", "SIGSTOP"]),
  }),
  z.object({ do: z.literal("clock"), offset: z.number() }),
  z.object({ do: z.literal("stop") }),
]);
export type Order = z.infer<typeof orderSchema>;

/** What a process tells the suite. */
export const reportSchema = z.discriminatedUnion("is", [
  z.object({ is: z.literal("ready") }),
  z.object({ is: z.literal("emitted"), key: z.uuid(), accepted: z.boolean() }),
  z.object({ is: z.literal("claimed"), token: z.string() }),
  z.object({ is: z.literal("armed") }),
  /** It is where it was armed, and ends or freezes itself now. */
  z.object({ is: z.literal("reached") }),
]);
export type Report = z.infer<typeof reportSchema>;

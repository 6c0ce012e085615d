import type { z } from "zod";

export type Severity = "info" | "warning" | "critical";

/** The attributes of an event that its message may use besides its data. */
export type EventAttributes = {
  id: string;
  type: string;
  source: string;
  subject: string;
  time: Date;
  projectId: string;
  projectName: string;
  environment: string | null;
  secretPath: string | null;
};

/** A message in no chat system's terms; server/slack/blocks.ts makes Block Kit of it, others text. */
export type Message = {
  /** One unicode emoji. */
  emoji: string;
  /** Plain text, without the emoji. */
  title: string;
  /** Plain values, shown in this order; empty ones are left out. Long ones stand on a line of their own. */
  fields: { label: string; value: string; long?: boolean }[];
  /** `path` is within the app: the very item. */
  button: { label: string; path: string };
  /** What the first message of the subject's conversation shows as its state, such as `Approved by Ada`. */
  status: string;
};

/** One type of the catalogue: everything that Bellwire knows of it. */
export type EventType<Data> = {
  type: string;
  /** Group heading of the matrix. */
  family: string;
  title: string;
  description: string;
  severity: (data: Data) => Severity;
  data: z.ZodType<Data>;
  /** Realistic, for Test and Preview. */
  sample: { environment: string | null; secretPath: string | null; subject: string; data: Data };
  message: (event: EventAttributes, data: Data) => Message;
};

/** Keeps the data type between schema, sample and message of one entry. */
export function defineEventType<Data>(definition: EventType<Data>): EventType<Data> {
  return definition;
}

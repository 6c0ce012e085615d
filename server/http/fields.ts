import { z } from "zod";

/** A time as it leaves: ISO 8601 in UTC with milliseconds. */
export const timestamp = z
  .date()
  .transform((date) => date.toISOString())
  .pipe(z.iso.datetime());

/** The parameters of a path below one project. */
export const projectParams = z.object({ projectId: z.uuid().meta({ description: "The project's id." }) });

export const sampleIds = {
  organization: "019a0c5e-7b1c-7d3a-9c41-5f6a2b7c8d90",
  project: "019a0c5e-8e44-7a02-b1f7-3c9d0e1f2a3b",
  environment: "019a0c5e-8e45-7b13-8a25-6d7e8f9a0b1c",
  event: "019a0c61-2f10-7c88-9b3e-1a2b3c4d5e6f",
  delivery: "019a0c61-2f31-7e4d-8c5f-7a8b9c0d1e2f",
  destination: "019a0c60-11aa-7f21-a4b5-c6d7e8f90a1b",
  integration: "019a0c5f-0c1d-7e2f-8a3b-4c5d6e7f8091",
  subscription: "019a0c60-11ab-7032-b5c6-d7e8f90a1b2c",
} as const;

/** How often a delivery was tried in vain. */
export const triesField = z.number().int().nonnegative().meta({
  description: "Tries that failed; 0 where the first one arrives. One that met a rate limit does not count.",
});

/** When a delivery is tried next. */
export const nextTryField = timestamp
  .nullable()
  .meta({ description: "When it is tried next at the earliest; null when it does not wait." });

/** A delivery as the API tells of it: what has ended, or is being sent, has no next try. */
export const withNextTry = <D extends { state: string; nextTryAt: Date }>(delivery: D) => ({
  ...delivery,
  nextTryAt: delivery.state === "waiting" ? delivery.nextTryAt : null,
});

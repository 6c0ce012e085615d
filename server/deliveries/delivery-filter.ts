import { z } from "zod";
import { escapeLike } from "#server/db/escape-like.ts";
import type { Prisma } from "#server/db/generated/client.ts";

export const deliveryStates = [
  "waiting",
  "sending",
  "delivered",
  "failed",
  "rejected",
  "cancelled",
  "expired",
] as const;

/** What deliveries can be filtered by, the same for a list, its counts and an order to send them again. */
export const deliveryFilterShape = {
  states: z.array(z.enum(deliveryStates)).max(deliveryStates.length).default([]),
  destinationId: z.uuid().optional(),
  /** Those that one request carried, such as a digest. */
  attemptId: z.uuid().optional(),
  eventType: z.string().max(200).optional(),
  environment: z.string().max(100).optional(),
  /** Part of the event's subject or secret path. */
  text: z.string().trim().max(200).optional(),
};
export type DeliveryFilter = z.output<z.ZodObject<typeof deliveryFilterShape>>;

/** The filter as a `where` within the project. Looks at events only where it narrows them: a join costs all deliveries. */
export function whereOf(projectId: string, filter: DeliveryFilter): Prisma.DeliveryWhereInput {
  const { states, destinationId, attemptId, eventType, environment, text } = filter;
  return {
    projectId,
    ...(states.length > 0 ? { state: { in: states } } : {}),
    ...(destinationId ? { destinationId } : {}),
    ...(attemptId ? { attempts: { some: { attemptId } } } : {}),
    ...(eventType || environment || text
      ? {
          event: {
            projectId,
            ...(eventType ? { type: eventType } : {}),
            ...(environment ? { environment } : {}),
            ...(text ? { OR: textFilter(text) } : {}),
          },
        }
      : {}),
  };
}

/** Deliveries of events in such places; everywhere is no condition. */
export function whereEvent(places: Prisma.EventWhereInput): Prisma.DeliveryWhereInput {
  return Object.keys(places).length === 0 ? {} : { event: places };
}

/** Part of the subject or the secret path, in any case. */
export function textFilter(text: string) {
  const contains = escapeLike(text);
  return [
    { subject: { contains, mode: "insensitive" as const } },
    { secretPath: { contains, mode: "insensitive" as const } },
  ];
}

import { z } from "zod";
import { getEvent } from "#server/event-log/get-event.ts";
import { listEvents, listEventsInput } from "#server/event-log/list-events.ts";
import { defineRoute } from "#server/http/api-route.ts";
import { currentEpoch, eventCursor, limitField, pageOf, positionOf } from "#server/http/cursors.ts";
import {
  nextTryField,
  projectParams,
  sampleIds,
  timestamp,
  triesField,
  withNextTry,
} from "#server/http/fields.ts";

const counts = z
  .object({
    sent: z.number().int().nonnegative(),
    waiting: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
    cancelled: z.number().int().nonnegative(),
  })
  .meta({
    id: "DeliveryCounts",
    description: "How many deliveries of an event there are, by how they stand.",
  });

const attributes = {
  id: z.uuid(),
  cursor: z.string().meta({ description: "Its place in the one order of events, to go on from." }),
  type: z.string().meta({ description: "Such as `access-request:create`." }),
  title: z.string().meta({ description: "The type in words." }),
  subject: z.string().meta({ description: "What it is about, such as `access-request/<id>`." }),
  environment: z.string().nullable(),
  secretPath: z.string().nullable(),
  severity: z.enum(["info", "warning", "critical"]),
  time: timestamp,
};

const listedEvent = z
  .object({ ...attributes, deliveries: counts })
  .meta({ id: "ListedEvent", description: "A fact that happened in a project." });

const wholeEvent = z
  .object({
    ...attributes,
    source: z.string(),
    data: z.unknown().meta({ description: "What its type tells; see the event catalogue." }),
    sequencedAt: timestamp.meta({ description: "When it got its place in the order." }),
    whyNothing: z
      .string()
      .nullable()
      .meta({ description: "Why no destination wanted it; null where one did." }),
    explanation: z.array(
      z
        .object({
          subscriptionId: z.string(),
          destinationId: z.string(),
          destinationName: z.string(),
          matched: z.boolean(),
          reason: z.string(),
          sentence: z.string(),
        })
        .meta({ id: "MatchExplanation", description: "Why one subscription wanted the event, or did not." }),
    ),
    deliveries: z.array(
      z
        .object({
          id: z.uuid(),
          state: z.string(),
          tries: triesField,
          nextTryAt: nextTryField,
          reason: z.string().nullable(),
          parked: z
            .string()
            .nullable()
            .meta({ description: "What somebody must mend before it goes on; null when nothing." }),
          deliveredAt: timestamp.nullable(),
          createdAt: timestamp,
          destination: z.object({ id: z.uuid(), name: z.string(), deleted: z.boolean() }),
        })
        .meta({ id: "EventDelivery", description: "The event for one destination." }),
    ),
  })
  .meta({ id: "Event", description: "An event, which destinations matched, and why others did not." });

const filter = listEventsInput.shape;
const query = z.object({
  type: filter.eventType.meta({ description: "Only this type." }),
  environment: filter.environment.meta({ description: "Only events of the environment with this slug." }),
  text: filter.text.meta({ description: "Part of the subject or of the secret path, in any case." }),
  matched: filter.matched.meta({ description: "`unmatched`: only events that no destination wanted." }),
  order: z
    .enum(["newest", "oldest"])
    .default("newest")
    .meta({ description: "`oldest` first is for programs that go on from the last cursor they have seen." }),
  limit: limitField,
  cursor: z.string().max(30).optional().meta({
    description:
      "Where to go on: a `nextCursor`, or the `cursor` of any event. Cursors are `epoch-position`.",
  }),
});

const eventParams = projectParams.extend({ eventId: z.uuid().meta({ description: "The event's id." }) });
const sample = {
  id: sampleIds.event,
  cursor: "1-4711",
  type: "access-request:create",
  title: "Access requested",
  subject: "access-request/019a0c61-2f0e-7aa1-8d2c-3b4a5f6e7d8c",
  environment: "prod",
  secretPath: "/payments/stripe",
  severity: "info" as const,
  time: "2026-11-21T12:00:00.000Z",
};

/** The event log of a project. */
export const eventRoutes = [
  defineRoute({
    method: "GET",
    path: "/projects/{projectId}/events",
    operationId: "listEvents",
    tag: "Events",
    permission: "event:read",
    summary: "List events",
    description:
      "The events of a project, newest first unless asked otherwise. To follow along, ask with `order=oldest` and the `cursor` of the last event you have seen.",
    params: projectParams,
    query,
    status: 200,
    output: pageOf(listedEvent),
    errors: { 409: "The cursor is of another epoch: the database was restored from a backup since (`gap`)." },
    example: {
      params: { projectId: sampleIds.project },
      query: { type: "access-request:create", limit: 20 },
      answer: {
        items: [{ ...sample, deliveries: { sent: 1, waiting: 0, failed: 0, cancelled: 0 } }],
        nextCursor: null,
      },
    },
    async run(ctx, { cursor, order, type, ...input }) {
      const epoch = await currentEpoch(ctx);
      const place = cursor === undefined ? undefined : positionOf(epoch, cursor);
      const oldestFirst = order === "oldest";
      const page = await listEvents(ctx, {
        ...input,
        eventType: type,
        before: oldestFirst ? undefined : place,
        after: oldestFirst ? (place ?? "0") : undefined,
      });
      const events = oldestFirst ? page.events.toReversed() : page.events;
      const next = oldestFirst ? page.newer : page.older;
      return {
        items: events.map((event) => ({ ...event, cursor: eventCursor(epoch, event.position) })),
        nextCursor: next && eventCursor(epoch, next),
      };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/projects/{projectId}/events/{eventId}",
    operationId: "getEvent",
    tag: "Events",
    permission: "event:read",
    summary: "Read an event",
    description:
      "One event with its data, its deliveries, and for each subscription why it matched or did not.",
    params: eventParams,
    status: 200,
    output: wholeEvent,
    example: {
      params: { projectId: sampleIds.project, eventId: sampleIds.event },
      answer: {
        ...sample,
        source: `/projects/${sampleIds.project}`,
        data: { permissions: ["read"], temporary: true, durationSeconds: 14_400 },
        sequencedAt: "2026-11-21T12:00:00.120Z",
        whyNothing: null,
        explanation: [
          {
            subscriptionId: sampleIds.subscription,
            destinationId: sampleIds.destination,
            destinationName: "#access",
            matched: true,
            reason: "matched",
            sentence: "It wanted this event.",
          },
        ],
        deliveries: [
          {
            id: sampleIds.delivery,
            state: "delivered",
            tries: 0,
            nextTryAt: null,
            reason: null,
            parked: null,
            deliveredAt: "2026-11-21T12:00:00.480Z",
            createdAt: "2026-11-21T12:00:00.120Z",
            destination: { id: sampleIds.destination, name: "#access", deleted: false },
          },
        ],
      },
    },
    async run(ctx, input) {
      const event = await getEvent(ctx, input);
      const deliveries = event.deliveries.map(withNextTry);
      return { ...event, deliveries, cursor: eventCursor(await currentEpoch(ctx), event.position) };
    },
  }),
];

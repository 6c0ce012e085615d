import { z } from "zod";
import { getDelivery } from "#server/deliveries/get-delivery.ts";
import { listDeliveries, listDeliveriesInput } from "#server/deliveries/list-deliveries.ts";
import { redeliver, redeliverInput } from "#server/delivery/redeliver.ts";
import { redeliverMatching, redeliverMatchingInput } from "#server/delivery/redeliver-matching.ts";
import { defineRoute } from "#server/http/api-route.ts";
import { cursorField, limitField, openCursor, pageOf, sealCursor } from "#server/http/cursors.ts";
import {
  nextTryField,
  projectParams,
  sampleIds,
  timestamp,
  triesField,
  withNextTry,
} from "#server/http/fields.ts";

const filter = listDeliveriesInput.shape;
const state = filter.states.unwrap().element;

const common = {
  id: z.uuid(),
  state: state.meta({ id: "DeliveryState", description: "How a delivery stands." }),
  tries: triesField,
  nextTryAt: nextTryField,
  steppedAside: z.boolean().meta({ description: "It left the head of its lane so that later ones go on." }),
  maybeDuplicate: z.boolean().meta({ description: "It may have been sent before, so it may arrive twice." }),
  reason: z.string().nullable(),
  redeliveries: z
    .number()
    .int()
    .nonnegative()
    .meta({ description: "How often it was sent again by an order." }),
  createdAt: timestamp,
  deliveredAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
};
const eventFields = {
  id: z.uuid(),
  type: z.string(),
  title: z.string(),
  subject: z.string(),
  environment: z.string().nullable(),
  secretPath: z.string().nullable(),
  time: timestamp,
};

const listedDelivery = z
  .object({
    ...common,
    event: z.object(eventFields).meta({ id: "EventOfDelivery", description: "What is delivered." }),
    destination: z.object({ id: z.uuid(), name: z.string(), deleted: z.boolean() }),
    parked: z
      .string()
      .nullable()
      .meta({ description: "What somebody must mend before it goes on; null when nothing." }),
  })
  .meta({ id: "ListedDelivery", description: "One event for one destination." });

const attempt = z
  .object({
    id: z.uuid(),
    kind: z.enum(["send", "update", "test"]),
    number: z.number().int().nonnegative(),
    startedAt: timestamp,
    finishedAt: timestamp.nullable(),
    outcome: z.string().nullable().meta({ description: "Null while it is being sent." }),
    code: z.string().nullable(),
    detail: z.string().nullable(),
    httpStatus: z.number().int().nonnegative().nullable(),
    retryAfterMs: z.number().int().nonnegative().nullable(),
    deliveries: z
      .number()
      .int()
      .nonnegative()
      .meta({ description: "How many deliveries this one request carried." }),
  })
  .meta({ id: "Attempt", description: "One request to the destination." });

const wholeDelivery = z
  .object({
    ...common,
    reasonCode: z.string().nullable(),
    waiting: z
      .object({ sentence: z.string(), until: timestamp.nullable(), parked: z.boolean() })
      .nullable()
      .meta({ description: "Why it has not left yet; null when it is finished." }),
    link: z
      .string()
      .nullable()
      .meta({ description: "Where it stands at the destination, such as in Slack." }),
    event: z.object(eventFields),
    destination: z.object({ id: z.uuid(), name: z.string(), enabled: z.boolean(), deleted: z.boolean() }),
    subscriptionIds: z.array(z.uuid()).meta({ description: "Every subscription that matched." }),
    attempts: z.array(attempt),
  })
  .meta({ id: "Delivery", description: "A delivery with its attempts, from the first on." });

const deliveryParams = projectParams.extend({
  deliveryId: z.uuid().meta({ description: "The delivery's id." }),
});
const query = z.object({
  state: filter.states.meta({ description: "Only these; may stand several times." }),
  destinationId: filter.destinationId.meta({ description: "Only to this destination." }),
  type: filter.eventType.meta({ description: "Only events of this type." }),
  environment: filter.environment.meta({ description: "Only events of the environment with this slug." }),
  text: filter.text.meta({ description: "Part of the event's subject or secret path, in any case." }),
  limit: limitField,
  cursor: cursorField,
});

const seenRedeliveries = z.coerce
  .number("Write the number that the delivery showed.")
  .pipe(redeliverInput.shape.redeliveries.unwrap())
  .optional()
  .meta({ description: "What the delivery said when you read it: with another number it is refused (409)." });

const at = { projectId: sampleIds.project, deliveryId: sampleIds.delivery };
const sample = {
  id: sampleIds.delivery,
  state: "delivered" as const,
  tries: 0,
  nextTryAt: null,
  steppedAside: false,
  maybeDuplicate: false,
  reason: null,
  redeliveries: 0,
  createdAt: "2026-11-21T12:00:00.120Z",
  deliveredAt: "2026-11-21T12:00:00.480Z",
  finishedAt: "2026-11-21T12:00:00.480Z",
  event: {
    id: sampleIds.event,
    type: "access-request:create",
    title: "Access requested",
    subject: "access-request/019a0c61-2f0e-7aa1-8d2c-3b4a5f6e7d8c",
    environment: "prod",
    secretPath: "/payments/stripe",
    time: "2026-11-21T12:00:00.000Z",
  },
};
const target = { id: sampleIds.destination, name: "#access", deleted: false };

const many = z.number().int().nonnegative();
const redelivery = z
  .object({
    dryRun: z.boolean(),
    count: many.meta({ description: "How many are sent again, or would be." }),
    stillOpen: many.meta({ description: "Of the filter, still waiting: they need no second order." }),
    destinationDisabled: many.meta({ description: "Of the filter, to a destination that is disabled." }),
    destinationDeleted: many.meta({ description: "Of the filter, to a destination that was deleted." }),
    destinations: many.meta({ description: "To how many destinations." }),
    endedBefore: timestamp,
  })
  .meta({ id: "Redelivery", description: "What an order to send many again came to." });

/** What was sent, what waits, and why. */
export const deliveryRoutes = [
  defineRoute({
    method: "GET",
    path: "/projects/{projectId}/deliveries",
    operationId: "listDeliveries",
    tag: "Deliveries",
    permission: "delivery:read",
    summary: "List deliveries",
    description: "The deliveries of a project, the last to be sent first.",
    params: projectParams,
    query,
    status: 200,
    output: pageOf(listedDelivery),
    example: {
      params: { projectId: sampleIds.project },
      query: { state: ["failed"], limit: 20 },
      answer: { items: [{ ...sample, destination: target, parked: null }], nextCursor: null },
    },
    async run(ctx, { cursor, state: states, type: eventType, ...input }) {
      const list = `deliveries/${input.projectId}`;
      const before = cursor === undefined ? undefined : openCursor(ctx, list, cursor);
      const page = await listDeliveries(ctx, { ...input, states, eventType, before });
      return {
        items: page.deliveries.map(withNextTry),
        nextCursor: page.older && sealCursor(ctx, list, page.older),
      };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/projects/{projectId}/deliveries/{deliveryId}",
    operationId: "getDelivery",
    tag: "Deliveries",
    permission: "delivery:read",
    summary: "Read a delivery",
    description: "One delivery: why it waits or how it ended, and each attempt.",
    params: deliveryParams,
    status: 200,
    output: wholeDelivery,
    example: {
      params: at,
      answer: {
        ...sample,
        reasonCode: null,
        waiting: null,
        link: "https://acme.slack.com/archives/C0ACMEACC01/p1795262400480000",
        destination: { ...target, enabled: true },
        subscriptionIds: [sampleIds.subscription],
        attempts: [
          {
            id: "019a0c61-2f40-7b6e-a7d8-e9f0a1b2c3d4",
            kind: "send",
            number: 1,
            startedAt: "2026-11-21T12:00:00.300Z",
            finishedAt: "2026-11-21T12:00:00.480Z",
            outcome: "delivered",
            code: null,
            detail: null,
            httpStatus: 200,
            retryAfterMs: null,
            deliveries: 1,
          },
        ],
      },
    },
    async run(ctx, input) {
      const { subscriptions, ...delivery } = await getDelivery(ctx, input);
      return { ...withNextTry(delivery), subscriptionIds: subscriptions.map(({ id }) => id) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/projects/{projectId}/deliveries/{deliveryId}/redeliver",
    operationId: "redeliver",
    tag: "Deliveries",
    permission: "delivery:redeliver",
    summary: "Redeliver",
    description:
      "Sends a delivery that has ended once more. It goes to the tail of its lane; read the delivery to see what becomes of it. Give the `redeliveries` that you read, and an order that was given twice sends once, also where the first has been delivered by then.",
    params: deliveryParams,
    query: z.object({ redeliveries: seenRedeliveries }),
    status: 202,
    output: z.object({ id: z.uuid() }),
    idempotent: true,
    errors: {
      409: "It is still waiting, it has been sent again since it was read, or its destination is disabled or deleted.",
    },
    example: { params: at, query: { redeliveries: 0 }, answer: { id: sampleIds.delivery } },
    run: (ctx, input) => redeliver(ctx, input),
  }),
  defineRoute({
    method: "POST",
    path: "/projects/{projectId}/deliveries/redeliver",
    operationId: "redeliverMatching",
    tag: "Deliveries",
    permission: "delivery:redeliver",
    summary: "Redeliver many",
    description:
      "Sends every delivery of a filter that has ended once more, in the order they stood, at most 10,000 at once. It is a dry run unless `dryRun` is false: ask first, then send the same with the `endedBefore` that was answered, so that what was counted is what is sent, also when the request is repeated. More than ten that wait for one Slack channel come as digests that name each event.",
    params: projectParams,
    body: z.object(redeliverMatchingInput.omit({ projectId: true, endedBefore: true }).shape).extend({
      endedBefore: z.iso
        .datetime({ error: "Use the time that the dry run answered." })
        .optional()
        .meta({ description: "Only deliveries that ended before." }),
    }),
    status: 200,
    output: redelivery,
    idempotent: true,
    example: {
      params: { projectId: sampleIds.project },
      body: { states: ["failed"], destinationId: sampleIds.destination, dryRun: true },
      answer: {
        dryRun: true,
        count: 42,
        stillOpen: 0,
        destinationDisabled: 0,
        destinationDeleted: 3,
        destinations: 1,
        endedBefore: "2026-11-21T12:00:00.000Z",
      },
    },
    run: (ctx, { endedBefore, ...input }) =>
      redeliverMatching(ctx, {
        ...input,
        endedBefore: endedBefore === undefined ? undefined : new Date(endedBefore),
      }),
  }),
];

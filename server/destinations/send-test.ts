import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { actorIdOf, type Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { lockLanes } from "#server/delivery/lanes.ts";
import type { Remedy } from "#server/delivery/outcome.ts";
import { comeBack, obeyRetryAfter, takeTurn } from "#server/delivery/pacing.ts";
import { type Sent, type Target, targetSelect } from "#server/destinations/destination-kind.ts";
import {
  lockLanesOf,
  markDestinationsMended,
  markIntegrationsMended,
} from "#server/destinations/mark-broken.ts";
import { noteSuccess } from "#server/destinations/note-success.ts";
import { sampleMessage } from "#server/destinations/preview-message.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { catalogue } from "#server/events/catalogue.ts";
import { conflict, notFound } from "#server/errors.ts";
import { newId } from "#server/ids.ts";

export const sendTestInput = z.object({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  /** Left out: the first that its subscriptions name. */
  eventType: z.string().optional(),
});

/**
 * What came back of a test, in words; the link leads to the message, or to where it would stand. `released` counts the
 * deliveries that waited and now flow.
 */
export type TestResult = {
  delivered: boolean;
  sentence: string;
  remedy: Remedy;
  command?: string;
  link?: string;
  released: number;
};

/** Whoever waits for a test passes the queue, so that many tests of one person would take everybody's turns. */
const testPace = { intervalMs: 5_000, burst: 10 };

/**
 * Sends a marked sample of a type through the same code path, past the lane and without an event. A success mends a
 * destination (and its connection) that needed attention, and its backlog flows.
 */
export async function sendTest(ctx: Context, input: z.infer<typeof sendTestInput>): Promise<TestResult> {
  const { project } = await requireProject(ctx, input.projectId, "notification:manage");
  const target = await ctx.db.destination.findFirst({
    where: { id: input.destinationId, projectId: project.id, deletedAt: null },
    select: targetSelect,
  });
  if (!target) throw notFound("destination");
  const kind = destinationKinds[target.kind];
  const blocked = kind.blocked(target);
  if (blocked) throw conflict(blocked.sentence);
  const now = ctx.clock.now();
  const own = await takeTurn(ctx.db, [{ key: `test:${actorIdOf(ctx)}`, ...testPace }], now);
  if (!own.allowed) throw comeBack(own.at, now, "You sent many tests just now.");
  const turn = await takeTurn(ctx.db, kind.paces(target), now);
  if (!turn.allowed) throw comeBack(turn.at, now, `Slack's limit for ${kind.limitOf} is used up.`);
  const eventType = input.eventType ?? (await typeToTry(ctx, target.id));
  const startedAt = ctx.clock.now();
  const parcel = {
    message: sampleMessage(project, eventType),
    subject: null,
    eventId: null,
    position: null,
    maybeDuplicate: false,
    plainText: false,
    test: true,
  };
  // No lease runs out behind a test.
  const sent = await kind.send(ctx, target, parcel, () => true);
  const released = await recordTest(ctx, target, eventType, sent, startedAt);
  if (released > 0) ctx.kick.worker();
  return testResult(target, sent, released);
}

/** What is sent where nobody chose: the first event the destination gets, or the first of all. */
async function typeToTry(ctx: Context, destinationId: string): Promise<string> {
  const subscriptions = await ctx.db.subscription.findMany({
    where: { destinationId, deletedAt: null },
    select: { eventTypes: true },
    orderBy: { createdAt: "asc" },
  });
  const named = subscriptions.flatMap((subscription) => subscription.eventTypes);
  const [first = ""] = catalogue.keys();
  return named.find((type) => catalogue.has(type)) ?? first;
}

async function recordTest(ctx: Context, target: Target, eventType: string, sent: Sent, startedAt: Date) {
  const { outcome } = sent;
  const now = ctx.clock.now();
  const delivered = outcome.kind === "delivered";
  return ctx.db.$transaction(async (tx) => {
    if (delivered) await lockBehind(tx, target);
    await tx.attempt.create({
      data: {
        id: newId(),
        projectId: target.projectId,
        destinationId: target.id,
        kind: "test",
        startedAt,
        finishedAt: now,
        outcome: outcome.kind,
        ...(outcome.kind === "delivered" ? {} : { code: outcome.code, detail: outcome.sentence }),
        request: sent.request,
        ...(sent.response === null ? {} : { response: sent.response }),
      },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: target.project.organizationId,
      projectId: target.projectId,
      action: "destination.tested",
      target: { kind: "destination", id: target.id, name: target.name },
      after: { eventType, outcome: outcome.kind },
    });
    await obeyRetryAfter(tx, destinationKinds[target.kind].paces(target), outcome, now);
    if (!delivered) return 0;
    const released = await mend(tx, target, now);
    await noteSuccess(tx, target, now);
    return released;
  });
}

/** The lanes that a test lets go of, before the destination's row is held by anything of the test (docs/adr/0003). */
const lockBehind = (tx: Tx, { id, integration }: Target) =>
  integration?.brokenCode ? lockLanesOf(tx, { integrationId: integration.id }) : lockLanes(tx, [id]);

/** Clears the marks of what works after all; how many deliveries waited behind it. */
async function mend(tx: Tx, { id, projectId, brokenCode, integration }: Target, now: Date): Promise<number> {
  const mended = integration?.brokenCode ? integration : null;
  if (mended) await markIntegrationsMended(tx, [mended.id], now);
  if (!mended && brokenCode === null) return 0;
  await markDestinationsMended(tx, [id], now);
  // A mended connection lets go of what waits behind all its destinations.
  const behind = mended ? { destination: { integrationId: mended.id } } : { destinationId: id };
  return tx.delivery.count({ where: { ...behind, projectId, state: "waiting" } });
}

function testResult(target: Target, sent: Sent, released: number): TestResult {
  if (sent.outcome.kind === "delivered") {
    const waiting =
      released > 0 ? ` ${released} waiting message${released === 1 ? "" : "s"} now follow.` : "";
    const link = sent.receipt?.link;
    return {
      delivered: true,
      sentence: `The test message stands in ${target.name}.${waiting}`,
      remedy: "none",
      ...(typeof link === "string" ? { link } : {}),
      released,
    };
  }
  const { command, link } = destinationKinds[target.kind].explain(target, sent.outcome.code);
  return {
    delivered: false,
    sentence: sent.outcome.sentence,
    remedy: sent.outcome.remedy,
    ...(command ? { command } : {}),
    ...(link ? { link } : {}),
    released: 0,
  };
}

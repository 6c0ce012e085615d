import type { ClientBase } from "pg";
import { z } from "zod";
import { knownType } from "#server/events/catalogue.ts";
import { newId } from "#server/ids.ts";
import { type MatchCandidate, matchSubscriptions } from "#server/subscriptions/match.ts";

/** Rows per batch: bounded so that the transaction stays short. */
const batchSize = 200;
/** Subscriptions that the events of one batch are held against, for the same reason. */
const matchesMax = 20_000;

const payloadSchema = z.object({
  type: z.string(),
  source: z.string(),
  subject: z.string(),
  time: z.iso.datetime(),
  environment: z.string().nullable(),
  secretPath: z.string().nullable(),
  data: z.unknown(),
  to: z.uuid().optional(),
});

type OutboxRow = { id: string; projectId: string; eventId: string; payload: unknown };
type CandidateRow = MatchCandidate & { projectId: string };

/**
 * Takes one batch of committed outbox rows, in their order, into the event log with positions, matches them and writes
 * their deliveries, all in one transaction on the connection that holds the sequencer's lock. A row that cannot be read
 * or stored is set aside. Returns how many rows were taken; SQL by hand because it is the hottest path.
 */
export async function sequenceBatch(client: ClientBase, now: Date): Promise<number> {
  try {
    return await inTransaction(client, async () =>
      sequence(client, now, await readOutbox(client, batchSize)),
    );
  } catch (error) {
    if (!isRefusedRow(error)) throw error;
    return oneByOne(client, now);
  }
}

async function inTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    const done = await work();
    await client.query("commit");
    return done;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** The database refused what a row holds (SQLSTATE classes 22 and 23) or how much it is (54), and would again. */
function isRefusedRow(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error && /^(2[23]|54)/.test(String(error.code));
}

/** Takes a batch row by row, because one of them cannot be stored: that one is set aside, the others follow in order. */
async function oneByOne(client: ClientBase, now: Date): Promise<number> {
  for (let taken = 0; taken < batchSize; taken++) {
    // Read beforehand: once it was refused, another may have become visible before it.
    const [row] = await readOutbox(client, 1);
    if (!row) return taken;
    try {
      await inTransaction(client, () => sequence(client, now, [row]));
    } catch (error) {
      if (!isRefusedRow(error)) throw error;
      const reason = `It cannot be stored: ${error.message}`.slice(0, 500);
      await client.query(`update "Outbox" set "setAsideAt" = $1, "setAsideReason" = $2 where "id" = $3`, [
        now,
        reason,
        row.id,
      ]);
    }
  }
  return batchSize;
}

async function readOutbox(client: ClientBase, limit: number): Promise<OutboxRow[]> {
  const outbox = await client.query<OutboxRow>(
    `select "id"::text, "projectId", "eventId", "payload" from "Outbox" o where "setAsideAt" is null order by o."id" limit $1`,
    [limit],
  );
  return outbox.rows;
}

async function sequence(client: ClientBase, now: Date, found: OutboxRow[]): Promise<number> {
  if (found.length === 0) return 0;
  const projectIds = [...new Set(found.map((row) => row.projectId))];
  // Edits of subscriptions increment the project's generation; the share lock makes generation and subscriptions agree.
  const projects = await client.query<{ id: string; generation: number }>(
    `select "id", "subscriptionGeneration" as generation from "Project" where "id" = any($1) order by "id" for share`,
    [projectIds],
  );
  const candidates = Map.groupBy(await loadCandidates(client, projectIds), (one) => one.projectId);
  const rows = within(found, (row) => candidates.get(row.projectId)?.length ?? 0);
  const counter = await client.query<{ next: string }>(
    `update "PositionCounter" set "next" = "next" + $1 where "id" = 1 returning ("next" - $1)::text as next`,
    [rows.length],
  );
  const next = counter.rows[0]?.next;
  if (next === undefined) throw new Error("The row of PositionCounter is missing; restore it from a backup.");
  let position = BigInt(next);
  const events: object[] = [];
  const deliveries: object[] = [];
  const setAside: { id: string; reason: string }[] = [];
  const failed = new Map<string, { id: string; detail: string }>();
  for (const row of rows) {
    const project = projects.rows.find((p) => p.id === row.projectId);
    const read = readRow(row);
    if (!project || !read.ok) {
      setAside.push({ id: row.id, reason: read.ok ? "Its project does not exist any more." : read.reason });
      continue;
    }
    const { event, severity } = read;
    const { destinations, explanation } =
      event.to === undefined
        ? matchSubscriptions(candidates.get(row.projectId) ?? [], event)
        : await addressed(client, row.projectId, event.to);
    for (const { subscriptionId: id, reason, detail } of explanation)
      if (reason === "error") failed.set(id, { id, detail: detail ?? "" });
    const at = position++;
    events.push({
      ...event,
      id: row.eventId,
      position: at.toString(),
      projectId: row.projectId,
      severity,
      generation: project.generation,
      explanation,
      sequencedAt: now,
    });
    for (const [destinationId, subscriptionIds] of destinations) {
      const laneClass = severity === "critical" ? "urgent" : "normal";
      deliveries.push({
        id: newId(),
        projectId: row.projectId,
        eventId: row.eventId,
        destinationId,
        laneClass,
        laneOrder: at.toString(),
        subscriptionIds,
        nextTryAt: now,
        createdAt: now,
      });
    }
  }
  if (failed.size > 0) await markFailed(client, [...failed.values()], now);
  await write(client, { events, deliveries, setAside, taken: rows.map((row) => row.id), now });
  return rows.length;
}

/** The first rows that are held against no more subscriptions than one batch may take; one at least. */
function within(rows: OutboxRow[], subscriptionsOf: (row: OutboxRow) => number): OutboxRow[] {
  let held = 0;
  const end = rows.findIndex((row, index) => {
    held += subscriptionsOf(row);
    return index > 0 && held > matchesMax;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

function readRow(row: OutboxRow) {
  const payload = payloadSchema.safeParse(row.payload);
  if (!payload.success)
    return { ok: false as const, reason: `It cannot be read: ${payload.error.message}`.slice(0, 500) };
  const type = knownType(payload.data.type);
  if (!type) return { ok: false as const, reason: `Its type ${payload.data.type} is not in the catalogue.` };
  try {
    return { ok: true as const, event: payload.data, severity: type.severity(payload.data.data) };
  } catch (error) {
    return {
      ok: false as const,
      reason: `Its data does not fit ${type.type}: ${String(error)}`.slice(0, 500),
    };
  }
}

async function loadCandidates(client: ClientBase, projectIds: string[]): Promise<CandidateRow[]> {
  const result = await client.query<CandidateRow>(
    `select s."id", s."projectId", s."revision", s."enabled", s."eventTypes", s."environments", s."pathGlob",
       s."destinationId", d."name" as "destinationName", d."enabled" as "destinationEnabled"
     from "Subscription" s join "Destination" d on d."id" = s."destinationId"
     where s."projectId" = any($1) and s."deletedAt" is null and d."deletedAt" is null order by s."createdAt", s."id"`,
    [projectIds],
  );
  return result.rows;
}

/** A notice names where it goes; a destination that is gone or switched off meanwhile gets none. */
async function addressed(client: ClientBase, projectId: string, destinationId: string) {
  const live = await client.query<{ id: string }>(
    `select "id" from "Destination" where "id" = $1 and "projectId" = $2 and "enabled" and "deletedAt" is null`,
    [destinationId, projectId],
  );
  return { destinations: new Map(live.rows.map(({ id }): [string, string[]] => [id, []])), explanation: [] };
}

/** A subscription that an event could not be held against says so until it is edited. */
async function markFailed(client: ClientBase, failed: object[], now: Date): Promise<void> {
  await client.query(
    `update "Subscription" s set "matchError" = r."detail", "matchFailedAt" = coalesce(s."matchFailedAt", $2)
     from jsonb_to_recordset($1::jsonb) as r("id" uuid, "detail" text)
     where s."id" = r."id" and s."matchError" is distinct from r."detail"`,
    [JSON.stringify(failed), now],
  );
}

async function write(
  client: ClientBase,
  batch: { events: object[]; deliveries: object[]; setAside: object[]; taken: string[]; now: Date },
): Promise<void> {
  await client.query(
    `insert into "Event" ("id","position","projectId","source","type","subject","time","environment","secretPath","severity","data","generation","explanation","sequencedAt")
     select r."id", r."position", r."projectId", r."source", r."type", r."subject", r."time", r."environment", r."secretPath", r."severity", r."data", r."generation", r."explanation", r."sequencedAt"
     from jsonb_to_recordset($1::jsonb) as r("id" uuid, "position" bigint, "projectId" uuid, "source" text, "type" text, "subject" text, "time" timestamptz, "environment" text, "secretPath" text, "severity" "Severity", "data" jsonb, "generation" int, "explanation" jsonb, "sequencedAt" timestamptz)`,
    [JSON.stringify(batch.events)],
  );
  await client.query(
    `insert into "Delivery" ("id","projectId","eventId","destinationId","laneClass","laneOrder","subscriptionIds","nextTryAt","createdAt")
     select r."id", r."projectId", r."eventId", r."destinationId", r."laneClass", r."laneOrder",
       array(select jsonb_array_elements_text(r."subscriptionIds"))::uuid[], r."nextTryAt", r."createdAt"
     from jsonb_to_recordset($1::jsonb) as r("id" uuid, "projectId" uuid, "eventId" uuid, "destinationId" uuid, "laneClass" "LaneClass", "laneOrder" bigint, "subscriptionIds" jsonb, "nextTryAt" timestamptz, "createdAt" timestamptz)`,
    [JSON.stringify(batch.deliveries)],
  );
  await client.query(
    `insert into "Lane" ("destinationId","laneClass","wakeAt")
     select distinct r."destinationId", r."laneClass", $2::timestamptz
     from jsonb_to_recordset($1::jsonb) as r("destinationId" uuid, "laneClass" "LaneClass")
     order by 1, 2
     on conflict ("destinationId","laneClass") do update set "wakeAt" = least("Lane"."wakeAt", excluded."wakeAt")`,
    [JSON.stringify(batch.deliveries), batch.now],
  );
  await client.query(
    `update "Outbox" o set "setAsideAt" = $2, "setAsideReason" = r."reason"
     from jsonb_to_recordset($1::jsonb) as r("id" bigint, "reason" text) where o."id" = r."id"`,
    [JSON.stringify(batch.setAside), batch.now],
  );
  await client.query(`delete from "Outbox" where "id" = any($1::bigint[]) and "setAsideAt" is null`, [
    batch.taken,
  ]);
}

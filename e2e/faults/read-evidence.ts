import { z } from "zod";
import type { Evidence, Kept, Stored } from "./account.ts";
import type { Produced } from "./load.ts";
import type { Place } from "./place.ts";
import type { Stage } from "./stage.ts";

const message = z.object({
  ts: z.string(),
  channel: z.string(),
  text: z.string(),
  blocks: z.array(z.unknown()),
});
const named = /\/access-requests\/([0-9a-f-]{36})/g;
const request = /\/deliveries\?attempt=([0-9a-f-]{36})/;

/** Reads what became of a place's events from Slack itself and from the database. */
export async function readEvidence(stage: Stage, place: Place, told: Produced[]): Promise<Evidence> {
  const deliveries = await readDeliveries(stage, place);
  const outbox = await stage.query<{ key: string; setAside: boolean }>(
    `select "payload"->'data'->>'accessRequestId' as key, "setAsideAt" is not null as "setAside"
     from "Outbox" where "projectId" = $1`,
    [place.projectId],
  );
  const messages: Stored[] = [];
  for (const { channelId } of place.lanes) {
    const answer = await stage.slack.control("GET", `messages?channel=${channelId}`);
    const stored = z.object({ messages: z.array(message) }).parse(answer).messages;
    stored.sort((a, b) => (a.ts < b.ts ? -1 : 1));
    messages.push(...stored.map((one) => readMessage(one, deliveries)));
  }
  return { told, outbox, deliveries, messages };
}

async function readDeliveries(stage: Stage, place: Place): Promise<Kept[]> {
  const rows = await stage.query<
    Omit<Kept, "position" | "laneOrder"> & Record<"position" | "laneOrder", string>
  >(
    `select e."data"->>'accessRequestId' as key, e."position", t."channelId", d."laneClass"::text, d."laneOrder",
       d."state"::text, d."reasonCode", d."steppedAside",
       coalesce((
         select jsonb_agg(jsonb_build_object('id', a."id", 'outcome', a."outcome") order by a."id")
         from "AttemptDelivery" ad join "Attempt" a on a."id" = ad."attemptId"
         where ad."deliveryId" = d."id" and a."kind" = 'send'
       ), '[]') as attempts
     from "Delivery" d join "Event" e on e."id" = d."eventId" join "Destination" t on t."id" = d."destinationId"
     where d."projectId" = $1`,
    [place.projectId],
  );
  return rows.map((row) => ({ ...row, position: Number(row.position), laneOrder: Number(row.laneOrder) }));
}

/** Every event that a message tells of: those it names, and those of a digest's request that it has no room for. */
function readMessage(one: z.infer<typeof message>, deliveries: Kept[]): Stored {
  const shown = JSON.stringify(one.blocks) + one.text;
  const keys = [...new Set([...shown.matchAll(named)].flatMap((match) => match[1] ?? []))];
  const attemptId = request.exec(shown)?.[1];
  const rest = / more>/.test(shown)
    ? deliveries
        .filter(({ attempts }) => attempts.some(({ id }) => id === attemptId))
        .sort((a, b) => a.laneOrder - b.laneOrder)
        .map(({ key }) => key)
        .filter((key) => !keys.includes(key))
    : [];
  return {
    channelId: one.channel,
    keys: [...keys, ...rest],
    digest: attemptId !== undefined,
    labelled: shown.includes("Possible duplicate"),
  };
}

import { z } from "zod";
import { account } from "./account.ts";
import { readEvidence } from "./read-evidence.ts";
import { type Play, type Scenario, scenario } from "./scenario.ts";
import { until } from "./wait.ts";

const names = ["first", "second"] as const;
const reachMs = 90_000;
const calls = z.object({
  calls: z.array(z.object({ at: z.string(), channel: z.string().nullable(), fault: z.string().nullable() })),
});

type Fault = { kind: string; retryAfter?: number };

/** Slack does this to some posts into each channel of the place, in the midst of others. */
function slackDoes(
  name: string,
  fault: Fault,
  expected: (at: Play, kind: string) => Promise<void>,
  troubles = 2,
): Scenario {
  return scenario(
    name,
    async (at) => {
      await at.stage.processes(names);
      const times = at.form.long && fault.kind !== "hang" ? troubles + 1 : troubles;
      for (const { channelId } of at.place.lanes) {
        const order = { ...fault, method: "chat.postMessage", channel: channelId, times, skip: 1 };
        await at.stage.slack.control("POST", "faults", order);
      }
      await at.emit(1, names);
      await until(`${fault.kind} at Slack`, async () => (await hits(at, fault.kind)).length > 0, reachMs);
      await expected(at, fault.kind);
    },
    { lanes: 3 },
  );
}

async function hits({ stage, place }: Play, kind: string) {
  const log = calls.parse(await stage.slack.control("GET", "calls?method=chat.postMessage")).calls;
  return log.filter(
    ({ fault, channel }) => fault === kind && place.lanes.some(({ channelId }) => channelId === channel),
  );
}

/** It may have been stored, so the next try says that it may be a duplicate. */
async function labels(at: Play): Promise<void> {
  await until(
    "A labelled message",
    async () => (await evidence(at)).messages.some((m) => m.labelled),
    reachMs,
  );
}

/** It was stored, so there are duplicates. */
async function duplicates(at: Play): Promise<void> {
  await until("A labelled duplicate", async () => account(await evidence(at)).labelled > 0, reachMs);
}

const evidence = ({ stage, place, told }: Play) => readEvidence(stage, place, told);

/** A 429 is not a try, makes no duplicate, and is obeyed in full by every lane of the app. */
async function obeyed(at: Play): Promise<void> {
  await until(
    "The rest of what was refused",
    async () => {
      const { deliveries } = await evidence(at);
      return deliveries.every(({ state }) => state === "delivered");
    },
    reachMs,
  );
  const [early] = await at.stage.query<{ count: number }>(
    `select count(*)::int as count from "Attempt" refused join "Attempt" next on next."projectId" = refused."projectId"
       and next."kind" = 'send' and next."startedAt" >= refused."finishedAt" + $2 * interval '1 ms'
       and next."startedAt" < refused."finishedAt" + refused."retryAfterMs" * interval '1 ms'
     where refused."projectId" = $1 and refused."code" = 'ratelimited'`,
    [at.place.projectId, underWayMs],
  );
  at.check(early?.count === 0, `Slack was asked ${early?.count} times before the end of a Retry-After.`);
  const [tried] = await at.stage.query<{ count: number }>(
    `select count(*)::int as count from "Delivery" d
     where d."projectId" = $1 and (d."tries" > 0 or d."maybeDuplicate") and not exists (
       select 1 from "AttemptDelivery" ad join "Attempt" a on a."id" = ad."attemptId"
       where ad."deliveryId" = d."id" and a."outcome" <> 'delivered' and a."code" <> 'ratelimited'
     )`,
    [at.place.projectId],
  );
  at.check(tried?.count === 0, "A 429 counted as a try or as a possible duplicate.");
}

/** Seconds of business time. */
const retryAfter = 240;
/** What took its turn before the 429 was recorded may still leave; six seconds of a busy machine, in business time. */
const underWayMs = 120_000;

/** Troubles at Slack; all of them at once, each with an app and channels of its own. */
export const slackScenarios: Scenario[] = [
  slackDoes("Slack answers 429", { kind: "rate_limited", retryAfter }, obeyed),
  slackDoes("Slack answers 500 with HTML", { kind: "http_500_html" }, labels),
  slackDoes("Slack answers 200 with HTML", { kind: "http_200_html" }, labels),
  slackDoes("Slack hangs", { kind: "hang" }, labels, 1),
  slackDoes("Slack cuts the connection", { kind: "reset" }, labels),
  slackDoes("Slack stores, then cuts", { kind: "reset_after_store" }, duplicates),
];

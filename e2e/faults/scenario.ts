import { account, type Figures } from "./account.ts";
import { produce, type Produced, type Random } from "./load.ts";
import type { Place } from "./place.ts";
import type { ProcessUnderTest } from "./process-under-test.ts";
import { readEvidence } from "./read-evidence.ts";
import type { Stage } from "./stage.ts";
import { until } from "./wait.ts";

/** The short form runs in `npm test`, the long one has more of everything. */
export type Form = {
  long: boolean;
  /** Events of one scenario. */
  events: number;
  random: Random;
};

/** A line of the table. */
export type Row = Figures & { name: string; seconds: number };

/** A trouble, and what it takes to see whether the promises hold through it. */
export type Scenario = { name: string; run(stage: Stage, form: Form): Promise<Row> };

/** What a scenario has at hand: its own place, and the events that were emitted there so far. */
export type Play = {
  stage: Stage;
  place: Place;
  form: Form;
  told: Produced[];
  /** Has a share of the scenario's events accepted by living processes of these names in turn, or by whom `by` names. */
  emit(share: number, by: readonly string[] | (() => string)): Promise<void>;
  /** Something that must be so besides the figures; else the sentence is a problem. */
  check(holds: boolean, sentence: string): void;
};

/** Nothing may take longer to come to its end, on a machine that others use too. */
const settleMs = 120_000;

/** A scenario that plays on a place of its own, then waits until every event came to its end and counts. */
export function scenario(
  name: string,
  play: (at: Play) => Promise<void>,
  options: { lanes?: number } = {},
): Scenario {
  return {
    name,
    async run(stage, form) {
      const startedAt = performance.now();
      const place = await stage.place(options.lanes ?? 4);
      const told: Produced[] = [];
      const problems: string[] = [];
      let over = false;
      const at: Play = {
        stage,
        place,
        form,
        told,
        emit(share, names) {
          let turn = 0;
          const next = () => {
            if (typeof names === "function") return names();
            return names[turn++ % names.length] ?? "worker";
          };
          const by = async (): Promise<ProcessUnderTest> => {
            if (over) throw new Error(`${name} is over.`);
            return stage.process(next());
          };
          const events = Math.round(form.events * share);
          const produced = produce(place, { events, random: form.random, by }, told);
          // Who gave up on the scenario does not wait for it.
          produced.catch(() => {});
          return produced;
        },
        check(holds, sentence) {
          if (!holds) problems.push(sentence);
        },
      };
      try {
        await play(at);
        await settle(at);
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
        over = true;
        // The next scenario must not stumble over what this one left armed or frozen.
        await stage.clear();
      }
      const figures = account(await readEvidence(stage, place, told));
      problems.push(...figures.problems);
      const seconds = (performance.now() - startedAt) / 1_000;
      return { ...figures, name, seconds, problems };
    },
  };
}

/** Waits until nothing of the place is on its way any more. */
async function settle(at: Play): Promise<void> {
  await until("The end of every delivery", async () => (await onTheWay(at)) === 0, settleMs);
}

/** How many events and deliveries of the place did not come to their end. */
export async function onTheWay({ stage, place }: Play): Promise<number> {
  const [open] = await stage.query<{ count: number }>(
    `select (select count(*) from "Outbox" where "projectId" = $1 and "setAsideAt" is null)::int
       + (select count(*) from "Delivery" where "projectId" = $1 and "state" in ('waiting', 'sending'))::int as count`,
    [place.projectId],
  );
  return open?.count ?? 0;
}

/** Whether everything is as promised. */
export function isGood(row: Row): boolean {
  const { unlabelled, lost, outOfOrder, problems, delivered, accepted } = row;
  return (
    unlabelled === 0 &&
    lost === 0 &&
    outOfOrder === 0 &&
    problems.length === 0 &&
    accepted > 0 &&
    delivered === accepted
  );
}

/** How many requests of a place a process left behind when it ended. */
export async function interruptedIn({ stage, place }: Play): Promise<number> {
  const [row] = await stage.query<{ count: number }>(
    `select count(*)::int as count from "Attempt" where "projectId" = $1 and "code" = 'interrupted'`,
    [place.projectId],
  );
  return row?.count ?? 0;
}

/** How many copies beyond the first Slack has of the place's events. */
export async function duplicatesIn({ stage, place, told }: Play): Promise<number> {
  const { labelled, unlabelled } = account(await readEvidence(stage, place, told));
  return labelled + unlabelled;
}

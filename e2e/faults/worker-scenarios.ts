import type { ProcessUnderTest } from "./process-under-test.ts";
import { duplicatesIn, interruptedIn, onTheWay, type Play, type Scenario, scenario } from "./scenario.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { until, within } from "./wait.ts";

const reachMs = 60_000;
/** A lease and what it takes to notice its end. */
const leaseMs = 31_000;

/** Waits until a process has ended or frozen itself where it was armed. */
async function ended(process: ProcessUnderTest, at: Play): Promise<void> {
  const end = await within(`The end of ${process.name}`, reachMs, process.gone);
  at.check(end === "SIGKILL", `${process.name} ended by ${end}: ${process.output()}`);
}

/** Workers share the work, and the first of them are killed mid-send and not replaced; the others take their lanes over. */
function killedMidSend(names: readonly string[], killed: number, leases: "real" | "ended"): Scenario {
  const title = `${names.length} workers, ${killed} killed mid-send`;
  return scenario(
    title,
    async (at) => {
      const workers = await at.stage.processes(names);
      const dying = workers.slice(0, killed);
      for (const [index, worker] of dying.entries()) await worker.arm(index % 2 ? "recording" : "sent", 2);
      // Who emits is rung first, so each that is to die gets its share of the work.
      const survivor = names[names.length - 1] ?? "";
      const next = () => dying.findIndex((worker) => worker.alive() && !worker.reached());
      const emitting = emitUntil(
        at,
        () => names[next()] ?? survivor,
        () => next() === -1,
      );
      await Promise.all(dying.map((worker) => ended(worker, at)));
      await emitting;
      if (leases === "ended" && !at.form.long)
        await Promise.all(dying.map((worker) => at.stage.endLeasesOf(worker)));
      await until("What was interrupted", async () => (await interruptedIn(at)) >= killed, reachMs);
    },
    { lanes: 6 },
  );
}

/** Has events accepted until something happened among them, the scenario's number at least. */
async function emitUntil(at: Play, by: () => string, happened: () => boolean): Promise<void> {
  await at.emit(0.7, by);
  for (let more = 0; more < 3 || (more < 30 && !happened()); more++) await at.emit(0.1, by);
}

/** How many deliveries of the place did not come to their end. */
async function openIn({ stage, place }: Play): Promise<number> {
  const [row] = await stage.query<{ count: number }>(
    `select count(*)::int as count from "Delivery" where "projectId" = $1 and "state" in ('waiting', 'sending')`,
    [place.projectId],
  );
  return row?.count ?? 0;
}

/** A worker that stands still past its lease, and goes on when another has done its work: the fence keeps it out. */
function frozen(point: "claimed" | "leaving" | "sent" | "recording", where: string): Scenario {
  return scenario(`frozen when ${where}, past its lease`, async (at) => {
    // Alone at first, so that it is sure to be at work when it freezes.
    await at.stage.clear();
    const sleeper = await at.stage.process("first");
    await sleeper.arm(point, 2, "SIGSTOP");
    const emitting = at.emit(0.7, () => (sleeper.reached() ? "second" : "first"));
    await until(`${point} in ${sleeper.name}`, () => sleeper.reached(), reachMs);
    await at.stage.process("second");
    at.check(sleeper.tokens.size > 0, `${sleeper.name} was not seen to claim anything.`);
    if (at.form.long) await sleep(leaseMs);
    else await at.stage.endLeasesOf(sleeper);
    // Somebody else does its work meanwhile, so that what it still writes would be written a second time.
    await until("The work of another", async () => (await openIn(at)) === 0, reachMs);
    sleeper.kill("SIGCONT");
    await emitting;
    await at.emit(0.3, ["first", "second"]);
    // What it had sent before it froze was sent again. What it was about to send may still leave, or time out unsent.
    if (point === "sent" || point === "recording")
      await until("A labelled duplicate", async () => (await duplicatesIn(at)) > 0, reachMs);
  });
}

/** The same with nobody else there: it finds its own lane again, and with no later event to wake it. */
const frozenAlone: Scenario = scenario("frozen alone, past its lease", async (at) => {
  await at.stage.clear();
  const sleeper = await at.stage.process("first");
  await at.emit(0.7, ["first"]);
  await until("A quiet place", async () => (await onTheWay(at)) === 0, reachMs);
  await sleeper.arm("sent", 1, "SIGSTOP");
  const last = at.emit(1 / at.form.events, ["first"]);
  await until(`sent in ${sleeper.name}`, () => sleeper.reached(), reachMs);
  if (at.form.long) await sleep(leaseMs);
  else await at.stage.endLeasesOf(sleeper);
  sleeper.kill("SIGCONT");
  await last;
  await until("A labelled duplicate", async () => (await duplicatesIn(at)) > 0, reachMs);
});

/** The process or the connection that holds the sequencer's lock is lost while events come in. */
function sequencerLost(how: "process" | "connection"): Scenario {
  const title = how === "process" ? "sequencer's process killed" : "sequencer's connection cut";
  return scenario(title, async (at) => {
    await at.stage.processes(["first", "second"]);
    await at.emit(0.3, ["first", "second"]);
    const emitting = at.emit(0.7, ["first", "second"]);
    const times = at.form.long ? 3 : 1;
    for (let time = 0; time < times; time++) {
      const holder = await sequencerOf(at);
      if (how === "connection") {
        await at.stage.query("select pg_terminate_backend($1)", [holder.backend]);
      } else {
        const process = await at.stage.process(holder.name);
        process.kill("SIGKILL");
        await process.gone;
        if (!at.form.long) await at.stage.endLeasesOf(process);
      }
      await until(
        "Another sequencer",
        async () => (await sequencerOf(at)).backend !== holder.backend,
        reachMs,
      );
    }
    await emitting;
  });
}

/** The sequencer stands still in the midst of a batch: the server ends its session, and another takes over. */
export const sequencerFrozen: Scenario = scenario("sequencer frozen in the midst of a batch", async (at) => {
  await at.stage.clear();
  const sleeper = await at.stage.process("first");
  await sequencerOf(at);
  await sleeper.arm("sequencing", 2, "SIGSTOP");
  const emitting = at.emit(0.7, () => (sleeper.reached() ? "second" : "first"));
  await until(`sequencing in ${sleeper.name}`, () => sleeper.reached(), reachMs);
  await at.stage.process("second");
  await until("Another sequencer", async () => (await sequencerOf(at)).name === "second", reachMs);
  sleeper.kill("SIGCONT");
  await emitting;
  await at.emit(0.3, ["first", "second"]);
});

/** Who holds the sequencer's lock (server/events/sequencer-loop.ts); waits until somebody does. */
async function sequencerOf({ stage }: Play): Promise<{ backend: number; name: string }> {
  let holder: { backend: number; name: string } | undefined;
  await until(
    "A sequencer",
    async () => {
      [holder] = await stage.query<{ backend: number; name: string }>(
        `select a."pid" as backend, a."application_name" as name
         from pg_locks l join pg_stat_activity a on a."pid" = l."pid"
         where l."locktype" = 'advisory' and l."granted" and a."datname" = current_database()
           and (l."classid"::bigint << 32) + l."objid"::bigint = 4815162342`,
      );
      return holder !== undefined;
    },
    reachMs,
  );
  if (!holder) throw new Error("There is no sequencer.");
  return holder;
}

/** Two workers, one killed; a real lease runs out before the other takes over, in the short form too. */
export const leaseScenario: Scenario = killedMidSend(["first", "second"], 1, "real");

/** What processes that share the work do to each other. */
export const workerScenarios: Scenario[] = [
  killedMidSend(["first", "second", "third"], 2, "ended"),
  sequencerLost("process"),
  sequencerLost("connection"),
];

/** Processes that stand still for longer than they may, and go on. */
export const frozenScenarios: Scenario[] = [
  frozen("sent", "sent, not recorded"),
  frozen("recording", "half recorded"),
  frozenAlone,
];

/** The second needs a freeze as long as a real lease, so the long form alone has these. */
export const longFreezes: Scenario[] = [frozen("claimed", "claimed"), frozen("leaving", "about to be sent")];

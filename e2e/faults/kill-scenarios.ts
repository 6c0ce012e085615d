import { between } from "./load.ts";
import type { Point } from "./orders.ts";
import { duplicatesIn, interruptedIn, type Play, type Scenario, scenario } from "./scenario.ts";
import { until, within } from "./wait.ts";

const reachMs = 60_000;

/** At the how manyth time at most a point ends the process, so that it is reached while events are still under way. */
const latest: Record<Point, number> = {
  accepted: 12,
  sequencing: 3,
  sequenced: 3,
  claimed: 3,
  leaving: 4,
  sent: 4,
  recording: 3,
  recorded: 4,
};

/** `kill -9` of the only process at a point of an event's way, as often as the form wants, each time started again. */
function killedAt(point: Point, where: string): Scenario {
  return scenario(`killed when ${where}`, async (at) => {
    const kills = at.form.long ? 4 : 1;
    for (let kill = 0; kill < kills; kill++) {
      const process = await at.stage.process("worker");
      await process.arm(point, between(at.form.random, 1, latest[point]));
      const emitting = at.emit(1 / kills, ["worker"]);
      const end = await within(`${point} in ${process.name}`, reachMs, process.gone);
      at.check(end === "SIGKILL", `${process.name} ended by ${end}: ${process.output()}`);
      // The long form waits for the leases; here their time is made to have come.
      if (!at.form.long) await at.stage.endLeasesOf(process);
      await at.stage.process("worker");
      await emitting;
    }
    await sawTheWindow(at, point);
  });
}

/** What Slack had stored and nobody recorded comes twice, else the process did not die where it was to. */
async function sawTheWindow(at: Play, point: Point): Promise<void> {
  if (point !== "leaving" && point !== "sent" && point !== "recording") return;
  await until(`A request that ${point} interrupted`, async () => (await interruptedIn(at)) > 0, reachMs);
  if (point === "leaving") return;
  await until(`A duplicate after ${point}`, async () => (await duplicatesIn(at)) > 0, reachMs);
}

/** One scenario for each step of an event's way. */
export const killScenarios: Scenario[] = [
  killedAt("accepted", "accepted"),
  killedAt("sequencing", "half sequenced"),
  killedAt("sequenced", "sequenced"),
  killedAt("claimed", "claimed"),
  killedAt("leaving", "about to be sent"),
  killedAt("sent", "sent, not recorded"),
  killedAt("recording", "half recorded"),
  killedAt("recorded", "recorded"),
];

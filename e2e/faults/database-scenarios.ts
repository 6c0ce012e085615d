import { setTimeout as sleep } from "node:timers/promises";
import { between } from "./load.ts";
import { type Scenario, scenario } from "./scenario.ts";

const names = ["first", "second"] as const;

/** PostgreSQL is stopped at once and started again under load; whoever lived through it goes on. */
export const databaseScenario: Scenario = scenario("database restarted", async (at) => {
  await at.stage.processes(names);
  const times = at.form.long ? 3 : 1;
  for (let time = 0; time < times; time++) {
    const emitting = at.emit(0.7 / times, names);
    await sleep(between(at.form.random, 100, 300));
    await at.stage.cluster.restart();
    await emitting;
  }
  await at.emit(0.3, names);
  const processes = await at.stage.processes(names);
  at.check(
    processes.every((process) => process.alive()),
    "A process ended with the database.",
  );
});

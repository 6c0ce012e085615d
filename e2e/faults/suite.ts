import { clockScenarios } from "./clock-scenarios.ts";
import { startTestCluster, type TestCluster } from "./cluster.ts";
import { databaseScenario } from "./database-scenarios.ts";
import { killScenarios } from "./kill-scenarios.ts";
import { randomOf } from "./load.ts";
import type { Row, Scenario } from "./scenario.ts";
import { slackScenarios } from "./slack-scenarios.ts";
import { createStage } from "./stage.ts";
import {
  frozenScenarios,
  leaseScenario,
  longFreezes,
  sequencerFrozen,
  workerScenarios,
} from "./worker-scenarios.ts";

/** Scenarios that share a stage. */
type Group = {
  name: string;
  /** These at once, before the others. */
  together?: Scenario[];
  /** One after the other. */
  scenarios: Scenario[];
  /** A PostgreSQL of its own, which may be ended. */
  alone?: true;
};

const half = killScenarios.length / 2;

function groupsOf(long: boolean): Group[] {
  return [
    { name: "lease", scenarios: [leaseScenario] },
    { name: "database", scenarios: [databaseScenario, sequencerFrozen], alone: true },
    { name: "slack", together: slackScenarios, scenarios: clockScenarios },
    { name: "kills", scenarios: killScenarios.slice(0, half) },
    { name: "late_kills", scenarios: killScenarios.slice(half) },
    { name: "frozen", scenarios: long ? [...frozenScenarios, ...longFreezes] : frozenScenarios },
    { name: "workers", scenarios: workerScenarios },
  ];
}

/** What to run. */
export type Suite = {
  long: boolean;
  /** Decides everything that is left to chance. */
  seed: number;
  /** Only scenarios whose name contains it. */
  only?: string;
  events?: number;
};

const eventsOf = (suite: Suite) => suite.events ?? (suite.long ? 240 : 60);
/** Groups that run at the same time: a scenario mostly waits. */
const atATime = (suite: Suite) => (suite.long ? 3 : 7);

/** The names of a form's scenarios in the order of the table. */
export function scenarioNames(long: boolean): string[] {
  return groupsOf(long).flatMap(({ together = [], scenarios }) =>
    [...together, ...scenarios].map(({ name }) => name),
  );
}

/** Runs the suite and tells each line of the table as it is done; answers how many deadlocks there were. */
export async function runSuite(suite: Suite, tell: (row: Row) => void): Promise<number> {
  const wanted = (scenarios: Scenario[]) => scenarios.filter(({ name }) => name.includes(suite.only ?? ""));
  const groups = groupsOf(suite.long)
    .map(({ together = [], ...group }) => ({
      ...group,
      together: wanted(together),
      scenarios: wanted(group.scenarios),
    }))
    .filter(({ together, scenarios }) => together.length + scenarios.length > 0);
  const shared = await startTestCluster();
  try {
    const waiting = [...groups];
    let deadlocks = 0;
    const next = async () => {
      for (let group = waiting.shift(); group; group = waiting.shift()) {
        const found = await runGroup(suite, group, shared, tell);
        deadlocks += found;
      }
    };
    await Promise.all(Array.from({ length: atATime(suite) }, next));
    return deadlocks + (await shared.deadlocks());
  } finally {
    await shared.stop();
  }
}

/** Answers how many deadlocks a PostgreSQL of the group's own saw. */
async function runGroup(
  suite: Suite,
  group: Group,
  shared: TestCluster,
  tell: (row: Row) => void,
): Promise<number> {
  const cluster = group.alone ? await startTestCluster() : shared;
  const stage = await createStage(cluster, group.name);
  try {
    const run = async (scenario: Scenario) => {
      // Each has chances of its own, so that one alone repeats what it did among the others.
      const random = randomOf(suite.seed + seedOf(scenario.name));
      tell(await scenario.run(stage, { long: suite.long, events: eventsOf(suite), random }));
    };
    await Promise.all((group.together ?? []).map(run));
    for (const scenario of group.scenarios) await run(scenario);
    return group.alone ? await cluster.deadlocks() : 0;
  } finally {
    await stage.close();
    if (group.alone) await cluster.stop();
  }
}

function seedOf(name: string): number {
  return [...name].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, 7);
}

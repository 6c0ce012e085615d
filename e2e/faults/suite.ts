import { clockScenarios } from "./clock-scenarios.ts";
import { startTestCluster, type TestCluster } from "./cluster.ts";
import { databaseScenario } from "./database-scenarios.ts";
import { killScenarios } from "./kill-scenarios.ts";
import { randomOf } from "./load.ts";
import type { Row, Scenario } from "./scenario.ts";
import { slackScenarios } from "./slack-scenarios.ts";
import { createStage } from "./stage.ts";
import { frozenScenarios, leaseScenario, longFreeze, workerScenarios } from "./worker-scenarios.ts";

/** Scenarios that share a stage. */
type Group = {
  name: string;
  scenarios: Scenario[];
  /** All at once instead of one after the other. */
  together?: true;
  /** A PostgreSQL of its own, which may be ended. */
  alone?: true;
};

const half = killScenarios.length / 2;

function groupsOf(long: boolean): Group[] {
  return [
    { name: "lease", scenarios: [leaseScenario] },
    { name: "database", scenarios: [databaseScenario], alone: true },
    { name: "slack", scenarios: slackScenarios, together: true },
    { name: "kills", scenarios: killScenarios.slice(0, half) },
    { name: "late_kills", scenarios: killScenarios.slice(half) },
    { name: "frozen", scenarios: long ? [...frozenScenarios, longFreeze] : frozenScenarios },
    { name: "workers", scenarios: workerScenarios },
    { name: "clock", scenarios: clockScenarios },
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
const atATime = (suite: Suite) => (suite.long ? 3 : 8);

/** The names of a form's scenarios in the order of the table. */
export function scenarioNames(long: boolean): string[] {
  return groupsOf(long).flatMap(({ scenarios }) => scenarios.map(({ name }) => name));
}

/** Runs the suite and tells each line of the table as it is done. */
export async function runSuite(suite: Suite, tell: (row: Row) => void): Promise<void> {
  const groups = groupsOf(suite.long)
    .map((group) => ({
      ...group,
      scenarios: group.scenarios.filter(({ name }) => name.includes(suite.only ?? "")),
    }))
    .filter(({ scenarios }) => scenarios.length > 0);
  const shared = await startTestCluster();
  try {
    const waiting = [...groups];
    const next = async () => {
      for (let group = waiting.shift(); group; group = waiting.shift())
        await runGroup(suite, group, shared, tell);
    };
    await Promise.all(Array.from({ length: atATime(suite) }, next));
  } finally {
    await shared.stop();
  }
}

async function runGroup(suite: Suite, group: Group, shared: TestCluster, tell: (row: Row) => void) {
  const cluster = group.alone ? await startTestCluster() : shared;
  const stage = await createStage(cluster, group.name);
  try {
    const run = async (scenario: Scenario) => {
      // Each has chances of its own, so that one alone repeats what it did among the others.
      const random = randomOf(suite.seed + seedOf(scenario.name));
      tell(await scenario.run(stage, { long: suite.long, events: eventsOf(suite), random }));
    };
    if (group.together) await Promise.all(group.scenarios.map(run));
    else for (const scenario of group.scenarios) await run(scenario);
  } finally {
    await stage.close();
    if (group.alone) await cluster.stop();
  }
}

function seedOf(name: string): number {
  return [...name].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, 7);
}

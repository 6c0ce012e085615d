import { type Scenario, scenario } from "./scenario.ts";

const hour = 3_600_000;

/** The clock of every process jumps under load, and in the end has gone on by what it jumped. */
function jumps(name: string, offsets: readonly number[]): Scenario {
  return scenario(name, async (at) => {
    await at.stage.processes(["first", "second"]);
    const share = 1 / (offsets.length + 1);
    const emitting = at.emit(share, ["first", "second"]);
    await emitting;
    for (const offset of offsets) {
      at.stage.setClock(offset);
      await at.emit(share, ["first", "second"]);
    }
    // What was told a time by the clock that ran ahead waits for it; nothing may be lost or overtaken by then.
    at.stage.setClock(Math.max(0, ...offsets));
  });
}

/** Each leaves the stage's clock ahead, never behind, for the next one. */
export const clockScenarios: Scenario[] = [
  jumps("clock jumps an hour back", [-hour]),
  jumps("clock jumps an hour ahead", [hour]),
  jumps("clock jumps ahead and back again", [hour, 0]),
];

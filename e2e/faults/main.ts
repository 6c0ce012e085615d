// The fault suite from the command line; docs/adr/0013 says how to read what it prints.
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { isGood, type Row } from "./scenario.ts";
import { runSuite } from "./suite.ts";
import { tableOf } from "./table.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    events: { type: "string" },
    short: { type: "boolean", default: false },
  },
});
const first = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
const rounds = values.seed === undefined ? Number(values.rounds) : 1;
const repeat = `npm run test:faults -- ${values.short ? "--short " : ""}--seed`;
let bad = 0;
for (let round = 0; round < rounds; round++) {
  const seed = first + round;
  process.stdout.write(`Round ${round + 1} of ${rounds}, seed ${seed}\n`);
  const rows: Row[] = [];
  const suite = {
    long: !values.short,
    seed,
    only: values.only,
    ...(values.events === undefined ? {} : { events: Number(values.events) }),
  };
  const deadlocks = await runSuite(suite, (row) => {
    rows.push(row);
    process.stdout.write(`${isGood(row) ? "✓" : "✗"} ${row.name} (${row.seconds.toFixed(1)} s)\n`);
  });
  process.stdout.write(`\n${tableOf(rows)}\n\n`);
  if (deadlocks > 0) process.stdout.write(`PostgreSQL broke ${deadlocks} deadlocks.\n\n`);
  const failed = rows.filter((row) => !isGood(row));
  if (failed.length > 0)
    process.stdout.write(`${failed.length} not as promised; repeat with ${repeat} ${seed}\n\n`);
  bad += failed.length + (rows.length === 0 ? 1 : 0) + deadlocks;
}
process.exit(bad === 0 ? 0 : 1);

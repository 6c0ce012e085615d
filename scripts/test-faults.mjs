// `npm run test:faults`: the long form of the fault suite; see docs/adr/0013.
import { install, runNode } from "./install.mjs";
import { generate } from "./prepare.mjs";

install();
generate();
process.exit(runNode(["e2e/faults/main.ts", ...process.argv.slice(2)]));

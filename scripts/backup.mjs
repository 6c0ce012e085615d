// `npm run backup [-- file]`: writes everything the instance holds into one file.
import { becomeNode, install } from "./install.mjs";
import { generate } from "./prepare.mjs";

install();
generate();
becomeNode(["scripts/backup.ts", ...process.argv.slice(2)]);

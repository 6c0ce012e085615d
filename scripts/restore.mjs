// `npm run restore -- file`: fills an empty database from a backup.
import { becomeNode, install } from "./install.mjs";
import { generate } from "./prepare.mjs";

install();
generate();
becomeNode(["scripts/restore.ts", ...process.argv.slice(2)]);

// `npm run keys:new`: makes a new version of the encryption key.
import { becomeNode, install } from "./install.mjs";
import { generate } from "./prepare.mjs";

install();
generate();
becomeNode(["scripts/keys-new.ts", ...process.argv.slice(2)]);

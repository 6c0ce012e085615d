// `npm run keys:rotate`: wraps every data key with the newest version of the encryption key.
import { becomeNode, install } from "./install.mjs";
import { generate } from "./prepare.mjs";

install();
generate();
becomeNode(["scripts/keys-rotate.ts", ...process.argv.slice(2)]);

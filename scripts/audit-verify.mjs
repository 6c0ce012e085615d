// `npm run audit:verify [-- file …]`: proves that the audit log is as it was sealed, or names the first broken entry.
import { becomeNode, install } from "./install.mjs";
import { generate } from "./prepare.mjs";

install();
generate();
becomeNode(["scripts/audit-verify.ts", ...process.argv.slice(2)]);

// `npm start`: everything needed, then the process of server/main.ts.
import { becomeNode, fail, install } from "./install.mjs";
import { build, generate } from "./prepare.mjs";

install();
generate();
if (!build()) fail("The pages could not be built; the messages are above.");
becomeNode(["server/main.ts", ...process.argv.slice(2)], { NODE_ENV: "production" });

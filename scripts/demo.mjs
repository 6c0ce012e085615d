// `npm run demo`: Bellwire with sample data beside a stand-in for Slack.
import { becomeNode, fail, install } from "./install.mjs";
import { build, generate } from "./prepare.mjs";

install();
generate();
if (!build()) fail("The pages could not be built; the messages are above.");
becomeNode(["scripts/demo.ts", ...process.argv.slice(2)], { NODE_ENV: "production" });

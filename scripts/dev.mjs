// `npm run dev`: the same process as `npm start`, with Next's dev server in place of a build.
import { becomeNode, install } from "./install.mjs";
import { generate } from "./prepare.mjs";

install();
generate();
becomeNode(["server/main.ts", "--dev", ...process.argv.slice(2)], { NODE_ENV: "development" });

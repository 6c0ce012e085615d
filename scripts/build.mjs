// `npm run build`: what `npm start` does before it starts.
import { install } from "./install.mjs";
import { build, generate } from "./prepare.mjs";

install();
generate();
process.exit(build() ? 0 : 1);

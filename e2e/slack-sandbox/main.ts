import { parseArgs } from "node:util";
import { createSandbox } from "./sandbox.ts";

const HELP = `A stand-in for Slack.

  --port N                 port to listen on (default 4455; 0 takes a free one)
  --host H                 address to listen on (default 127.0.0.1)
  --state FILE             keep messages, channels, apps and tokens over restarts
  --many-channels N        add N public channels to the first workspace (default 0)
  --allow-http-redirects   accept http addresses on loopback hosts in manifests
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4455" },
    host: { type: "string", default: "127.0.0.1" },
    state: { type: "string" },
    "many-channels": { type: "string", default: "0" },
    "allow-http-redirects": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const sandbox = createSandbox({
  port: Number(values.port),
  host: values.host,
  manyChannels: Number(values["many-channels"]),
  allowHttpRedirects: values["allow-http-redirects"],
  ...(values.state !== undefined && { stateFile: values.state }),
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}
await sandbox.start();
process.stdout.write(`Slack sandbox at ${sandbox.url}\n`);

// Starts the stand-in for Slack, fills the instance once, and runs Bellwire beside it until told to stop.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Env, parseEnv } from "#server/env.ts";
import { explainFailure } from "#server/process/explain-failure.ts";
import { type Closers, openRuntime } from "#server/process/open-runtime.ts";
import { seedDemo } from "./demo-data.ts";
import { addIdentityLater, type DemoIdentity, demoIdentity } from "./demo-identity.ts";

const demoFile = z.object({
  baseUrl: z.url(),
  sandboxUrl: z.url(),
  people: z.array(z.object({ role: z.string(), name: z.string(), email: z.string(), password: z.string() })),
  organizationId: z.string(),
  projectId: z.string(),
  integrationId: z.string().nullable(),
  /** Left out by a demo that was filled before it had one. */
  identity: demoIdentity.nullish(),
});
type Demo = z.infer<typeof demoFile>;
const sandboxApps = z.object({ apps: z.array(z.object({ id: z.string() })) });

const { values: flags } = parseArgs({ options: { unconfigured: { type: "boolean", default: false } } });
const running: ChildProcess[] = [];
let stopping = false;
// One Ctrl-C may come twice: from the terminal, and from whoever started us.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

let env: Env | null = null;
try {
  await run();
} catch (error) {
  const sentence = explainFailure(error, env) ?? (error instanceof Error ? error.stack : String(error));
  process.stderr.write(`The demo cannot start.\n${sentence}\n`);
  await stop(1);
}

async function run(): Promise<void> {
  const dataDir = path.resolve(process.env.DATA_DIR || "data");
  await mkdir(dataDir, { recursive: true });
  const file = path.join(dataDir, "demo.json");
  const earlier = await readDemo(file);

  const port = await choosePort(process.env.PORT, earlier?.baseUrl, 3000);
  const sandboxPort = await choosePort(undefined, earlier?.sandboxUrl, 4455);
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const settings = {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: String(port),
    APP_URL: process.env.APP_URL ?? `http://localhost:${port}`,
    SLACK_APPS_URL: `${sandboxUrl}/apps`,
    SLACK_AUTHORIZE_URL: `${sandboxUrl}/oauth/v2/authorize`,
    SLACK_API_URL: `${sandboxUrl}/api/`,
    SLACK_WEBHOOK_HOSTS: process.env.SLACK_WEBHOOK_HOSTS ?? sandboxUrl,
    EGRESS_ALLOW: process.env.EGRESS_ALLOW ?? new URL(sandboxUrl).host,
  };
  env = parseEnv(settings);

  if (!earlier) await clearInterrupted(env);
  say("Starting the stand-in for Slack …");
  const state = path.join(dataDir, "slack-sandbox.json");
  const sandbox = launch(
    ["e2e/slack-sandbox/main.ts", "--port", String(sandboxPort), "--state", state, "--allow-http-redirects"],
    settings,
  );
  await ready(sandbox, "The stand-in for Slack", `${sandboxUrl}/_sandbox/state`);

  const demo: Demo = earlier
    ? await withIdentity(env, earlier)
    : { ...(await seed(env, sandboxUrl)), baseUrl: env.appUrl, sandboxUrl };
  await writeFile(file, `${JSON.stringify({ ...demo, baseUrl: env.appUrl, sandboxUrl }, null, 2)}\n`);
  await rm(markerOf(env), { force: true });

  say("Starting Bellwire …");
  const bellwire = launch(["server/main.ts"], settings);
  await ready(bellwire, "Bellwire", `http://localhost:${port}/sign-in`);
  if (demo.integrationId !== null) await verifyEvents(sandboxUrl);
  for (const line of guide({ ...demo, baseUrl: env.appUrl, sandboxUrl }, file)) say(line);
}

async function seed(settings: Env, sandboxUrl: string) {
  say("Filling it with sample data …");
  const closers: Closers = [];
  try {
    const { runtime } = await openRuntime({ ...settings, logLevel: "warn" }, closers, say);
    if ((await runtime.db.instance.count()) > 0) {
      throw new Error(
        `The data of ${settings.databaseUrl ? "DATABASE_URL" : settings.dataDir} is not the demo's: set DATA_DIR to another folder for the demo.`,
      );
    }
    await writeFile(markerOf(settings), "");
    return await seedDemo(runtime, flags.unconfigured ? null : sandboxUrl);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** Presses Verify on the app's page, which needs Bellwire to answer: from then on Slack's stand-in tells what happens. */
async function verifyEvents(sandboxUrl: string): Promise<void> {
  const { apps } = sandboxApps.parse(await (await fetch(`${sandboxUrl}/_sandbox/state`)).json());
  for (const { id } of apps) {
    await fetch(`${sandboxUrl}/_sandbox/apps/${id}`, {
      method: "POST",
      body: JSON.stringify({ action: "verify" }),
    });
  }
}

async function withIdentity(settings: Env, earlier: Demo): Promise<Demo> {
  if (earlier.identity) return earlier;
  say("Adding a machine identity …");
  const closers: Closers = [];
  try {
    const { runtime } = await openRuntime({ ...settings, logLevel: "warn" }, closers, say);
    return { ...earlier, identity: await addIdentityLater(runtime, earlier) };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

// A demo that was stopped while it was being filled starts over; the marker tells it from anybody's real data.
async function clearInterrupted(settings: Env): Promise<void> {
  const marked = await readFile(markerOf(settings)).catch(() => null);
  if (!marked || settings.databaseUrl) return;
  const closers: Closers = [];
  // Opened once, so that a database left running is adopted and stopped before its folder goes.
  await openRuntime({ ...settings, logLevel: "warn" }, closers, () => {});
  for (const close of closers.reverse()) await close();
  for (const name of ["postgres", "slack-sandbox.json", "demo-unfinished"]) {
    await rm(path.join(settings.dataDir, name), { recursive: true, force: true });
  }
}

function markerOf(settings: Env): string {
  return path.join(settings.dataDir, "demo-unfinished");
}

async function readDemo(file: string): Promise<Demo | null> {
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? null : demoFile.parse(JSON.parse(text));
}

// The address of the last time is kept, for the Slack app's redirect names it; the first time any free port will do.
async function choosePort(
  set: string | undefined,
  earlier: string | undefined,
  preferred: number,
): Promise<number> {
  if (set) return Number(set);
  if (earlier) return Number(new URL(earlier).port);
  return (await freePort(preferred)) ?? (await freePort(0)) ?? preferred;
}

function freePort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(wanted, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === "object" ? address.port : null));
    });
  });
}

/** Detached, so that Ctrl-C reaches us alone and we end them in order; the channel ends them if we are killed. */
function launch(args: string[], environment: NodeJS.ProcessEnv): ChildProcess {
  const farewell = 'data:text/javascript,process.on("disconnect",()=>process.kill(process.pid,"SIGTERM"))';
  const child = spawn(process.execPath, ["--import", farewell, ...args], {
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: environment,
  });
  running.unshift(child);
  child.once("exit", () => void stop(1));
  return child;
}

async function ready(child: ChildProcess, name: string, url: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline && child.exitCode === null && !stopping) {
    const answer = await fetch(url, { redirect: "manual" }).catch(() => null);
    if (answer && answer.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} did not get ready; its messages are above.`);
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
  process.exit(code);
}

function guide(demo: Demo, file: string): string[] {
  const width = Math.max(...demo.people.map(({ email }) => email.length));
  const next =
    demo.integrationId === null
      ? [`Sign in as instance-admin and set up the Slack app at ${demo.baseUrl}/instance/slack-app.`]
      : [
          `Events and channels  ${demo.baseUrl}/projects/${demo.projectId}/notifications`,
          `Workspaces           ${demo.baseUrl}/organizations/${demo.organizationId}/integrations`,
        ];
  return [
    "",
    `Bellwire             ${demo.baseUrl}`,
    `Slack's stand-in     ${demo.sandboxUrl}`,
    ...next,
    "",
    "Sign in as",
    ...demo.people.map(({ email, password }) => `  ${email.padEnd(width)}  ${password}`),
    "",
    ...(demo.identity ? programLines(demo.baseUrl, demo.identity) : []),
    `The same is in ${file}. Ctrl-C stops the demo; its data stays.`,
  ];
}

function programLines(baseUrl: string, { clientId, clientSecret }: DemoIdentity): string[] {
  return [
    "Programs log in with",
    `  client id      ${clientId}`,
    `  client secret  ${clientSecret}`,
    `  curl --request POST ${baseUrl}/api/v1/auth/universal-auth/login --header 'Content-Type: application/json' \\`,
    `    --data '${JSON.stringify({ clientId, clientSecret })}'`,
    "",
  ];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "./free-port.ts";

/** A process of the test, with everything it printed. */
type Running = { child: ChildProcess; output: () => string };

function run(args: string[], env: Record<string, string>): Running {
  let printed = "";
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", ...env },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  return { child, output: () => printed };
}

async function waitFor(running: Running, what: string, done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (running.child.exitCode !== null) throw new Error(`${what} ended early:\n${running.output()}`);
    if (await done().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`${what} did not get ready:\n${running.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

/** A stand-in for Slack in a process of its own. */
export async function startSandbox(options: string[] = []) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = run(
    ["e2e/slack-sandbox/main.ts", "--port", String(port), "--allow-http-redirects", ...options],
    {},
  );
  await waitFor(running, "The Slack sandbox", async () => (await fetch(`${url}/_sandbox/state`)).ok);
  return {
    url,
    /** Calls the control API; see the sandbox's README. */
    async control(method: "GET" | "POST" | "DELETE", pathname: string, body?: unknown) {
      const response = await fetch(`${url}/_sandbox/${pathname}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      if (!response.ok) throw new Error(`${method} ${pathname}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    async stop() {
      running.child.kill("SIGTERM");
      await ended(running.child);
    },
  };
}

/** Open to the account that PostgreSQL runs under where this process is root. */
async function newDataDir(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "bellwire-e2e-"));
  await chmod(dataDir, 0o755);
  return dataDir;
}

/** Bellwire itself: `npm start` without the npm, on a data folder of its own, against a Slack sandbox. */
export async function startBellwire(options: {
  sandboxUrl: string;
  dataDir?: string;
  port?: number;
  settings?: Record<string, string>;
}) {
  const dataDir = options.dataDir ?? (await newDataDir());
  const port = options.port ?? (await freePort());
  const baseUrl = `http://localhost:${port}`;
  const running = run(["server/main.ts"], {
    PORT: String(port),
    APP_URL: baseUrl,
    DATA_DIR: dataDir,
    SLACK_APPS_URL: `${options.sandboxUrl}/apps`,
    SLACK_AUTHORIZE_URL: `${options.sandboxUrl}/oauth/v2/authorize`,
    SLACK_API_URL: `${options.sandboxUrl}/api/`,
    SLACK_WEBHOOK_HOSTS: options.sandboxUrl,
    EGRESS_ALLOW: new URL(options.sandboxUrl).host,
    ...options.settings,
  });
  await waitFor(
    running,
    "Bellwire",
    async () => (await fetch(`${baseUrl}/sign-in`, { redirect: "manual" })).status < 500,
  );
  return {
    baseUrl,
    dataDir,
    port,
    output: running.output,
    /** The one-time code of the set-up page; printed at the first start, once it answers. */
    async setupCode(): Promise<string> {
      const printed = () => /One-time code:\s+([A-Z0-9]{4}(?:-[A-Z0-9]{4})+)/.exec(running.output())?.[1];
      await waitFor(running, "The one-time code", async () => printed() !== undefined);
      return printed() ?? "";
    },
    /** `kill -9`. */
    async crash() {
      running.child.kill("SIGKILL");
      await ended(running.child);
    },
    async stop(keepData = false) {
      running.child.kill("SIGTERM");
      await ended(running.child);
      if (!keepData) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

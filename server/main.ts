// The process: reads the settings, starts Bellwire, and takes it down when asked to. `--dev` runs Next's dev server.
import { type Env, readEnv } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";
import { explainFailure } from "#server/process/explain-failure.ts";
import { startBellwire } from "#server/process/start-bellwire.ts";

const STOP_TIMEOUT_MS = 20_000;

let env: Env | null = null;
let stopping = false;
let stop: (() => Promise<string[]>) | null = null;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => void shutDown(0));
}
process.on("uncaughtException", (error) => {
  createLogger(env?.logLevel ?? "info").fatal({ err: error }, "Something failed that nobody handled");
  void shutDown(1);
});

try {
  env = readEnv();
  const bellwire = await startBellwire(env, { dev: process.argv.includes("--dev"), say });
  stop = bellwire.stop;
  // Asked to stop while starting: that was waited for, so that nothing is left half begun.
  if (stopping) await finish(0);
} catch (error) {
  const sentence = explainFailure(error, env);
  process.stderr.write(sentence ? `Bellwire cannot start.\n${sentence}\n` : `${inspect(error)}\n`);
  process.exit(1);
}

async function shutDown(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => {
    say("Bellwire did not stop in time and ends now; what was in flight is taken up at the next start.");
    process.exit(1);
  }, STOP_TIMEOUT_MS).unref();
  if (stop) await finish(code);
}

async function finish(code: number): Promise<void> {
  say("Bellwire is stopping");
  const left = (await stop?.()) ?? [];
  if (left.length > 0) {
    say(
      `Bellwire did not wait longer for: ${left.join(", ")}. What was in flight is taken up at the next start.`,
    );
  }
  process.exit(code);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function inspect(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

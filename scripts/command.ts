// What the commands for operators have in common: settings, sentences instead of stack traces, an exit code.
import pg from "pg";
import { type Env, readEnv } from "#server/env.ts";
import { attachDatabase } from "#server/process/attach-database.ts";
import { explainFailure } from "#server/process/explain-failure.ts";

/** Prints a line for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs a command; a failure is told in a sentence that begins with `failed`, and ends with exit code 1. */
export async function runCommand(failed: string, work: (env: Env) => Promise<void>): Promise<void> {
  let env: Env | null = null;
  try {
    env = readEnv();
    await work(env);
  } catch (error) {
    const sentence =
      explainFailure(error, env) ??
      notMigrated(error) ??
      (error instanceof Error ? error.stack : String(error));
    process.stderr.write(`${failed}\n${sentence}\n`);
    process.exitCode = 1;
  }
}

/** Gives a connection to the instance's database, whether Bellwire runs or not. */
export async function withDatabase<T>(
  env: Env,
  work: (client: pg.Client, url: string) => Promise<T>,
): Promise<T> {
  const database = await attachDatabase(env);
  const client = new pg.Client({ connectionString: database.url });
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client, database.url);
  } finally {
    await client.end().catch(() => {});
    await database.close();
  }
}

function notMigrated(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code !== "42P01" && code !== "42703") return null;
  return "The database is not of this version: start this version of Bellwire on it once.";
}

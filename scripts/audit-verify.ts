// Opens the database as Bellwire does, running or not, and verifies its audit log against checkpoint files: those
// given, or the one in the data folder. Exit code 0: intact. 1: broken. 2: it could not be checked.
import { existsSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { checkpointFileOf } from "#server/audit/checkpoint-file.ts";
import { describeVerification } from "#server/audit/describe-verification.ts";
import { verifyDatabase } from "#server/audit/verify-database.ts";
import { attachEmbeddedDatabase } from "#server/db/attach-embedded.ts";
import { type Env, readEnv } from "#server/env.ts";
import { explainFailure } from "#server/process/explain-failure.ts";

let env: Env | null = null;
try {
  env = readEnv();
  process.exitCode = (await verify(env)) ? 0 : 1;
} catch (error) {
  process.stderr.write(`The audit log could not be checked.\n${sentenceOf(error)}\n`);
  process.exitCode = 2;
}

async function verify(settings: Env): Promise<boolean> {
  const files = filesToRead(settings);
  const database = settings.databaseUrl
    ? { url: settings.databaseUrl, close: async () => {} }
    : await attachEmbeddedDatabase(settings.dataDir);
  const client = new pg.Client({ connectionString: database.url });
  client.on("error", () => {});
  try {
    await client.connect();
    const found = describeVerification(await verifyDatabase(client, files), new Date());
    for (const line of found.lines) process.stdout.write(`${line}\n`);
    return found.intact;
  } finally {
    await client.end().catch(() => {});
    await database.close();
  }
}

function filesToRead({ dataDir }: Env): string[] {
  const given = process.argv.slice(2);
  if (given.length > 0) return given.map((file) => path.resolve(file));
  const own = checkpointFileOf(dataDir);
  return existsSync(own) ? [own] : [];
}

function sentenceOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" && error instanceof Error && "path" in error) {
    return `There is no file ${String(error.path)}.`;
  }
  if (code === "42P01" || code === "42703") {
    return "This database has no sealed audit log yet: start this version of Bellwire once.";
  }
  const known = explainFailure(error, env);
  return known ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

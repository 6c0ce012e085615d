import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "#server/db/migrate.ts";
import { type Cluster, startCluster } from "#server/db/postgres-cluster.ts";
import { TEMPLATE } from "#server/testing/database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the test run's PostgreSQL, without a database name. */
    postgresUrl: string;
  }
}

// Test databases need not survive a crash.
const FLAGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];

// Cleans up when its standard input ends, which it does however the runner ends, `kill -9` included.
const KEEPER = `
  const [pid, folder] = process.argv.slice(1);
  const alive = () => { try { process.kill(Number(pid), 0); return true; } catch { return false; } };
  process.stdin.resume().on("end", () => {
    if (alive()) process.kill(Number(pid), "SIGQUIT");
    const remove = () => alive() ? setTimeout(remove, 20) : require("node:fs").rmSync(folder, { recursive: true, force: true });
    remove();
  });
`;

/** Starts one PostgreSQL for the test run, with a migrated template that each test file's database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-test-"));
  await chmod(folder, 0o755);
  const cluster = await startCluster(
    path.join(folder, "postgres"),
    FLAGS.flatMap((flag) => ["-c", flag]),
  );
  const keeper = spawn(process.execPath, ["-e", KEEPER, String(cluster.pid), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });

  const stop = async () => {
    keeper.stdin.end();
    await once(keeper, "exit");
  };
  try {
    await makeTemplate(cluster);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("postgresUrl", cluster.url(""));
  return stop;
}

async function makeTemplate(cluster: Cluster): Promise<void> {
  const admin = new pg.Client({ connectionString: cluster.url("postgres") });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  await migrate(cluster.url(TEMPLATE));
}

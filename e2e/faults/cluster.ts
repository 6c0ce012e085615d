import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { migrate } from "#server/db/migrate.ts";
import { type Cluster, startCluster } from "#server/db/postgres-cluster.ts";
import { until } from "./wait.ts";

const template = "faults_template";

/** A PostgreSQL of the suite's own, with production's settings for durability, in a folder that goes with it. */
export type TestCluster = {
  folder: string;
  createDatabase(name: string): Promise<string>;
  /** `pg_ctl stop -m immediate`, then a start, which recovers from the log. */
  restart(): Promise<void>;
  /** What PostgreSQL broke because transactions waited for each other; they are tried again, and should not be there. */
  deadlocks(): Promise<number>;
  stop(): Promise<void>;
};

// Ends what is left and removes the folder when its standard input ends, however the suite did, `kill -9` included. The
// postmaster's id is read from its own folder, for a restart changes it.
const keeper = `
  const { readFileSync, rmSync } = require("node:fs");
  const [folder] = process.argv.slice(1);
  const alive = (pid) => { try { process.kill(pid, 0); return true; } catch { return false; } };
  process.stdin.resume().on("end", () => {
    let pid = 0;
    try { pid = Number(readFileSync(folder + "/postgres/data/postmaster.pid", "utf8").split("\\n")[0]); } catch {}
    if (pid > 0 && alive(pid)) process.kill(pid, "SIGQUIT");
    const remove = () => pid > 0 && alive(pid) ? setTimeout(remove, 20) : rmSync(folder, { recursive: true, force: true });
    remove();
  });
`;

/** Starts a cluster with a migrated template of Bellwire's database. */
export async function startTestCluster(): Promise<TestCluster> {
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-faults-"));
  await chmod(folder, 0o755);
  const kept = spawn(process.execPath, ["-e", keeper, folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const start = () => startCluster(path.join(folder, "postgres"), ["-c", "max_connections=300"]);
  let cluster: Cluster = await start();
  await administrate(cluster, `create database ${template}`);
  await migrate(cluster.url(template));
  return {
    folder,
    async createDatabase(name) {
      await administrate(cluster, `create database ${name} template ${template}`);
      return cluster.url(name);
    },
    async restart() {
      const { pid } = cluster;
      process.kill(pid, "SIGQUIT");
      await until("The end of PostgreSQL", () => !isAlive(pid), 30_000);
      cluster = await start();
    },
    async deadlocks() {
      const log = await readFile(path.join(folder, "postgres", "log"), "utf8");
      return log.split("ERROR:  deadlock detected").length - 1;
    },
    async stop() {
      kept.stdin.end();
      await once(kept, "exit");
    },
  };
}

async function administrate(cluster: Cluster, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url("postgres") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

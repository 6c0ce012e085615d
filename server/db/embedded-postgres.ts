import path from "node:path";
import pg from "pg";
import { type Cluster, startCluster } from "#server/db/postgres-cluster.ts";
import { EmbeddedPostgresError } from "#server/db/postgres-binaries.ts";

/** The data folder's own database, held by this process alone until `stop`. */
export type EmbeddedDatabase = { url: string; pid: number; adopted: boolean; stop(): Promise<void> };

const DATABASE = "bellwire";

// Held by a session, it ends with its process however that ends, and cannot be left behind as a lock file can.
const OWNER_LOCK = 4_201_776_001;

/**
 * Starts, or adopts after a crash, the PostgreSQL in `dataDir/postgres`.
 * @throws {EmbeddedPostgresError} when another Bellwire process uses the folder, or PostgreSQL cannot run here.
 */
export async function startEmbeddedDatabase(dataDir: string): Promise<EmbeddedDatabase> {
  const cluster = await startCluster(path.join(dataDir, "postgres"));
  const owner = new pg.Client({ connectionString: cluster.url("postgres"), keepAlive: true });
  // The server ends this connection when it stops; that is no error of ours.
  owner.on("error", () => {});
  await owner.connect();
  await takeOwnership(owner, cluster, dataDir);
  const { rowCount } = await owner.query("select 1 from pg_database where datname = $1", [DATABASE]);
  if (rowCount === 0) await owner.query(`create database ${DATABASE}`);
  return {
    url: cluster.url(DATABASE),
    pid: cluster.pid,
    adopted: cluster.adopted,
    stop: async () => {
      await owner.end().catch(() => {});
      await cluster.stop();
    },
  };
}

async function takeOwnership(owner: pg.Client, cluster: Cluster, dataDir: string): Promise<void> {
  const { rows } = await owner.query("select pg_try_advisory_lock($1) as mine", [OWNER_LOCK]);
  if (rows[0]?.mine === true) return;
  await owner.end();
  throw new EmbeddedPostgresError(
    `Another Bellwire process is using the data folder ${dataDir} (its database listens on port ${cluster.port}): stop it first, give this one its own DATA_DIR, or set DATABASE_URL to share one database.`,
  );
}

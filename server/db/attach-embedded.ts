import { stat } from "node:fs/promises";
import path from "node:path";
import { startEmbeddedDatabase } from "#server/db/embedded-postgres.ts";
import { EmbeddedPostgresError } from "#server/db/postgres-binaries.ts";
import { startCluster } from "#server/db/postgres-cluster.ts";

/** A data folder's database, for looking into it. `close` leaves it running where somebody else uses it. */
export type AttachedDatabase = { url: string; close(): Promise<void> };

/**
 * Opens the data folder's own database whether Bellwire runs on it or not, and never makes one. While nobody else has
 * it, it is held, so that a Bellwire that starts meanwhile does not have it stopped under its hands.
 * @throws {EmbeddedPostgresError} when there is none, or PostgreSQL cannot run here.
 */
export async function attachEmbeddedDatabase(dataDir: string): Promise<AttachedDatabase> {
  const folder = path.join(dataDir, "postgres");
  if (!(await stat(path.join(folder, "data", "PG_VERSION")).catch(() => null))) {
    throw new EmbeddedPostgresError(
      `There is no database in the data folder ${dataDir}: set DATA_DIR to Bellwire's data folder, or DATABASE_URL to its database.`,
    );
  }
  try {
    const { url, stop } = await startEmbeddedDatabase(dataDir);
    return { url, close: stop };
  } catch (error) {
    // Bellwire has it; if it just ended, starting the cluster again makes it ours to stop.
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    const cluster = await startCluster(folder);
    return { url: cluster.url("bellwire"), close: cluster.adopted ? async () => {} : cluster.stop };
  }
}

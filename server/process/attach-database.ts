import { attachEmbeddedDatabase } from "#server/db/attach-embedded.ts";
import type { Env } from "#server/env.ts";

/** The instance's database, running or not, for a command beside it: DATABASE_URL, or the one of the data folder. */
export async function attachDatabase(env: Env): Promise<{ url: string; close(): Promise<void> }> {
  return env.databaseUrl
    ? { url: env.databaseUrl, close: async () => {} }
    : await attachEmbeddedDatabase(env.dataDir);
}

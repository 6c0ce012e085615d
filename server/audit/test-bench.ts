import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { checkpointFileOf } from "#server/audit/checkpoint-file.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { createSealer } from "#server/audit/sealer.ts";
import { verifyDatabase } from "#server/audit/verify-database.ts";
import { systemContext } from "#server/context.ts";
import { parseEnv } from "#server/env.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";

/** For tests: a database with a data folder, in which things happen and are sealed. */
export async function createAuditBench(over: Partial<Runtime> = {}) {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), "bellwire-audit-"));
  const clock = createTestClock();
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", DATA_DIR: dataDir });
  const runtime = createTestRuntime(database, { clock, env, ...over });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const file = checkpointFileOf(dataDir);
  let sealer = createSealer(runtime);
  await sealer.begin(client);
  return {
    runtime,
    database,
    clock,
    client,
    file,
    /** As many entries as there are names, each in a transaction of its own. */
    async happen(...names: string[]) {
      const ctx = systemContext(runtime, "test");
      for (const name of names) {
        const target = { kind: "project", id: null, name };
        await runtime.db.$transaction((tx) =>
          recordAudit(tx, ctx, { organizationId: null, action: "project.renamed", target, after: { name } }),
        );
      }
    },
    /** What the sequencer's loop does until there is nothing left. */
    async seal() {
      let sealed = 0;
      for (let batch = await sealer.work(client); batch > 0; batch = await sealer.work(client))
        sealed += batch;
      return sealed;
    },
    finish: () => sealer.finish(client),
    /** Another process, or this one after a restart: what it remembered is gone, its data folder is not. */
    async restart() {
      sealer = createSealer(runtime);
      await sealer.begin(client);
    },
    async verify(files: string[] = [file]) {
      return (await verifyDatabase(client, files)).verdict;
    },
    entries: () =>
      runtime.db.auditEntry.findMany({
        orderBy: { number: "asc" },
        select: { id: true, number: true, segment: true, action: true, targetName: true },
      }),
    checkpoints: () =>
      runtime.db.auditCheckpoint.findMany({
        orderBy: [{ segment: "asc" }, { number: "asc" }],
        select: { segment: true, number: true },
      }),
    async drop() {
      await client.end();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { checkpointFileOf } from "#server/audit/checkpoint-file.ts";
import { createSealer } from "#server/audit/sealer.ts";
import { createAuditBench } from "#server/audit/test-bench.ts";
import { verifyDatabase } from "#server/audit/verify-database.ts";
import { createBackupBench, withClient } from "#server/backup/test-bench.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { parseEnv } from "#server/env.ts";
import type { TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

const keyText = `1:${randomBytes(32).toString("base64")}`;
const keyRing = parseKeyRing(keyText);

/** Seals everything, as the process that holds the sequencer's lock would. */
async function sealOn(target: TestDatabase, dataDir: string): Promise<void> {
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", DATA_DIR: dataDir });
  const vault = createVault({ db: target.db, keyRing });
  const sealer = createSealer(createTestRuntime(target, { env, keyRing, vault }));
  const client = new pg.Client({ connectionString: target.url });
  await client.connect();
  await sealer.begin(client);
  await sealer.finish(client);
  await client.end();
}

test("the log goes on in a new, announced segment, and everybody's old checkpoints still agree or are named as gone", async () => {
  const old = await createAuditBench({ keyRing });
  const bench = await createBackupBench();
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-restored-"));
  onTestFinished(async () => {
    await old.drop();
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });
  await old.happen("one", "two");
  await old.finish();
  await old.happen("sealed only later");
  const made = await bench.backUp(old.database.url);
  await old.happen("after the backup", "and another");
  await old.finish();

  // A new data folder, where no checkpoint tells that the log went further elsewhere.
  const target = await bench.emptyDatabase();
  const result = await bench.restore(made.file, target.url, { encryptionKey: keyText, dataDir: folder });
  expect(result.segment).toBe(2);
  await sealOn(target, folder);
  const actions = await target.db.auditEntry.findMany({
    orderBy: { number: "asc" },
    select: { action: true, targetName: true, segment: true },
  });
  expect(actions.map((entry) => `${entry.segment} ${entry.action} ${entry.targetName}`)).toEqual([
    "1 project.renamed one",
    "1 project.renamed two",
    expect.stringContaining("1 audit.signing-key-created"),
    "2 audit.segment-started Segment 2",
    "2 project.renamed sealed only later",
    "2 instance.restored This instance",
  ]);
  const verdict = await withClient(target.url, async (client) => {
    const files = [checkpointFileOf(folder), old.file];
    return (await verifyDatabase(client, files)).verdict;
  });
  expect(verdict).toMatchObject({ intact: true, proof: { checkpoints: { restoredAway: 1 } } });
});

test("a second restore of the same backup begins yet another segment where the first one's checkpoints are", async () => {
  const old = await createAuditBench({ keyRing });
  const bench = await createBackupBench();
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-restored-"));
  onTestFinished(async () => {
    await old.drop();
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });
  await old.happen("one");
  await old.finish();
  const made = await bench.backUp(old.database.url);
  await copyFile(old.file, checkpointFileOf(folder));
  const segments: (number | null)[] = [];
  for (let n = 0; n < 2; n += 1) {
    const target = await bench.emptyDatabase();
    segments.push(
      (await bench.restore(made.file, target.url, { encryptionKey: keyText, dataDir: folder })).segment,
    );
    await sealOn(target, folder);
    const verdict = await withClient(target.url, async (client) => {
      return (await verifyDatabase(client, [checkpointFileOf(folder)])).verdict;
    });
    expect(verdict).toMatchObject({ intact: true });
  }
  expect(segments).toEqual([2, 3]);
});

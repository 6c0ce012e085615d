import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sealKey } from "#server/backup/seal-key.ts";
import { createBackupBench, fingerprints, withClient } from "#server/backup/test-bench.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { parseEnv } from "#server/env.ts";
import { knownMigrations, migrate } from "#server/db/migrate.ts";
import { currentEpoch, eventCursor, positionOf } from "#server/http/cursors.ts";
import { newId } from "#server/ids.ts";
import { drain } from "#server/testing/pipeline.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createPermissionWorld } from "#server/trpc/permission-inputs/world.ts";

const general = "C0ACMEGEN01";
const keyText = `1:${randomBytes(32).toString("base64")}`;
const passphrase = "a passphrase that is long enough";
let source: Awaited<ReturnType<typeof createPipelineBench>>;
let bench: Awaited<ReturnType<typeof createBackupBench>>;

beforeAll(async () => {
  source = await createPipelineBench({ keyRing: parseKeyRing(keyText) });
  bench = await createBackupBench();
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent" });
  // One of everything, among them webhooks of the real Slack, which are made but never called.
  await createPermissionWorld({ ...source.runtime, env });
});
afterAll(async () => {
  await bench.close();
  await source.close();
});

/** Of this process and this minute; begun anew by a restore. */
const changes = ["AuditEntry", "PositionCounter", "ProcessHeartbeat", "QueueSample", "RateLimit"];
const without = (prints: Record<string, string>, names: string[]) =>
  Object.fromEntries(Object.entries(prints).filter(([name]) => !names.includes(name)));

test("everything comes back as it was, texts and bytes of every kind among it", async () => {
  const { db } = source.runtime;
  const odd = 'tab\t line\n return\r back\\slash \\N \\. quote\' "double" ünï 🔔 \u2028';
  await db.throttle.create({ data: { key: odd, failures: 1, lastFailure: new Date() } });
  const made = await bench.backUp(source.url);
  expect(made.rows).toBeGreaterThan(50);
  expect((await stat(made.file)).mode & 0o777).toBe(0o600);
  const target = await bench.emptyDatabase();
  await bench.restore(made.file, target.url, { encryptionKey: keyText });
  // Nobody is signed in and no program is, and the world of this test has tokens.
  const ended = ["IdentityAccessToken"];
  expect(without(await fingerprints(target.url), [...changes, ...ended])).toEqual(
    without(await fingerprints(source.url), [...changes, ...ended]),
  );
  expect(await target.db.throttle.count({ where: { key: odd } })).toBe(1);
  expect(await migrate(target.url)).toEqual([]);
});

test("what waited goes on after a restore, marked where it may have gone out since, and positions go on in a new epoch", async () => {
  const project = await source.project();
  await project.subscribe(general);
  await project.emitCreated("delivered before");
  await project.flow();
  await source.slack.fault({
    kind: "error",
    method: "chat.postMessage",
    error: "internal_error",
    times: "always",
  });
  await project.emitCreated("waits at the time");
  await drain(source.runtime);
  await project.emitCreated("not even sequenced");
  const before = await project.deliveries();
  expect(before.map((one) => one.state)).toEqual(["delivered", "waiting"]);
  const made = await bench.backUp(source.url);
  const oldEpoch = await currentEpoch(source.runtime);

  const target = await bench.emptyDatabase();
  await bench.restore(made.file, target.url, { encryptionKey: keyText }, { stoodStill: false });
  const restored = createTestRuntime(target, {
    env: source.runtime.env,
    clock: source.clock,
    random: () => 0,
    keyRing: parseKeyRing(keyText),
  });
  await source.slack.control("DELETE", "faults");
  const states = async () =>
    (
      await target.db.delivery.findMany({
        where: { projectId: project.projectId },
        orderBy: { laneOrder: "asc" },
        select: { state: true, maybeDuplicate: true },
      })
    ).map((one) => `${one.state}${one.maybeDuplicate ? " maybe again" : ""}`);
  expect(await states()).toEqual(["delivered", "waiting maybe again"]);
  for (
    let passed = 0;
    passed < 90 && (await states()).some((one) => one.startsWith("waiting"));
    passed += 1
  ) {
    await drain(restored);
    source.clock.advance(1_000);
  }
  await drain(restored);
  source.clock.advance(60_000);
  await drain(restored);
  expect(await states()).toEqual(["delivered", "delivered maybe again", "delivered"]);

  const epoch = await currentEpoch(restored);
  expect(epoch).toBeGreaterThan(oldEpoch);
  expect(() => positionOf(epoch, eventCursor(oldEpoch, "1"))).toThrow(/restored from a backup/);
  const positions = await target.db.event.findMany({
    where: { projectId: project.projectId },
    orderBy: { position: "asc" },
    select: { position: true },
  });
  expect(new Set(positions.map((one) => one.position)).size).toBe(3);
});

test("two restores of one backup begin different epochs", async () => {
  const made = await bench.backUp(source.url);
  const epochs: number[] = [];
  for (const now of [new Date("2026-11-21T12:00:00Z"), new Date("2026-11-21T13:00:00Z")]) {
    const target = await bench.emptyDatabase();
    epochs.push((await bench.restore(made.file, target.url, { encryptionKey: keyText }, { now })).epoch);
  }
  expect(epochs[1]).toBeGreaterThan(epochs[0] ?? 0);
});

test("sessions, access tokens and links for new passwords count no more after a restore", async () => {
  const { db } = source.runtime;
  const person = await db.user.findFirstOrThrow({ select: { id: true } });
  const now = new Date();
  const later = new Date(now.getTime() + 3_600_000);
  const session = { userId: person.id, createdAt: now, lastSeenAt: now, expiresAt: later };
  await db.session.create({ data: { id: newId(), ...session, ipAddress: "", userAgent: "" } });
  await db.passwordReset.create({
    data: {
      id: newId(),
      userId: person.id,
      tokenHash: newId(),
      createdById: newId(),
      createdBy: "",
      createdAt: now,
      expiresAt: later,
    },
  });
  const made = await bench.backUp(source.url);
  const target = await bench.emptyDatabase();
  const result = await bench.restore(made.file, target.url, { encryptionKey: keyText });
  expect(result.sessionsEnded).toBeGreaterThan(0);
  expect(await target.db.session.count({ where: { revokedAt: null } })).toBe(0);
  expect(await target.db.identityAccessToken.count()).toBeGreaterThan(0);
  expect(await target.db.identityAccessToken.count({ where: { revokedAt: null } })).toBe(0);
  expect(await target.db.passwordReset.count({ where: { usedAt: null } })).toBe(0);
  expect(await db.session.count({ where: { revokedAt: null } })).toBeGreaterThan(0);
});

test("recovery codes that may have been spent since count no more, and all of them do where nothing ran since", async () => {
  const { db } = source.runtime;
  const person = await db.user.findFirstOrThrow({ select: { id: true } });
  const code = (usedAt: Date | null) => ({ id: newId(), userId: person.id, codeHash: newId(), usedAt });
  await db.recoveryCode.createMany({ data: [code(null), code(null), code(new Date())] });
  const unused = await db.recoveryCode.count({ where: { usedAt: null } });
  const made = await bench.backUp(source.url);
  const restoreTo = async (stoodStill: boolean) => {
    const target = await bench.emptyDatabase();
    const { recoveryCodesRemoved } = await bench.restore(
      made.file,
      target.url,
      { encryptionKey: keyText },
      { stoodStill },
    );
    const left = await target.db.recoveryCode.count({ where: { usedAt: null } });
    return { recoveryCodesRemoved, left };
  };
  expect(await restoreTo(false)).toEqual({ recoveryCodesRemoved: unused, left: 0 });
  expect(await restoreTo(true)).toEqual({ recoveryCodesRemoved: 0, left: unused });
});

test("the key goes with a backup only when it was sealed, and comes out with the passphrase alone", async () => {
  const sealed = await bench.backUp(source.url, await sealKey(keyText, passphrase));
  const bare = await bench.backUp(source.url);
  const dataDir = await mkdtemp(path.join(bench.folder, "data-"));
  const attempt = async (file: string, backupPassphrase?: string) => {
    const target = await bench.emptyDatabase();
    const result = await bench.restore(file, target.url, { backupPassphrase, dataDir });
    return { target, result };
  };
  await expect(attempt(bare.file)).rejects.toThrow(/does not hold the encryption key.*set ENCRYPTION_KEY/);
  await expect(attempt(sealed.file)).rejects.toThrow(/sealed: set BACKUP_PASSPHRASE/);
  await expect(attempt(sealed.file, "another passphrase")).rejects.toThrow(/does not open/);
  const { target, result } = await attempt(sealed.file, passphrase);
  expect(result.keyFile).toBe(path.join(dataDir, "encryption.key"));
  expect((await readFile(path.join(dataDir, "encryption.key"), "utf8")).trim()).toBe(keyText);
  expect((await stat(path.join(dataDir, "encryption.key"))).mode & 0o777).toBe(0o600);
  await createVault({ db: target.db, keyRing: parseKeyRing(keyText) }).verifyKeys();
});

test("a backup of an earlier version is restored into its tables and then migrated", async () => {
  const [first = ""] = await knownMigrations();
  const old = await bench.emptyDatabase();
  await migrate(old.url, undefined, { through: first });
  await withClient(old.url, (client) =>
    client.query(`insert into "Organization" ("id", "name", "plan") values ($1, 'Old', 'team')`, [newId()]),
  );
  const made = await bench.backUp(old.url);
  expect(made.manifest.migrations).toHaveLength(1);
  const target = await bench.emptyDatabase();
  await bench.restore(made.file, target.url, { encryptionKey: keyText });
  expect(await migrate(target.url)).toEqual([]);
  expect(await target.db.organization.findMany({ select: { name: true } })).toEqual([{ name: "Old" }]);
  await expect(bench.restore(made.file, (await migrated()).url, { encryptionKey: keyText })).rejects.toThrow(
    /of an earlier version, and the tables of the database are of a later one/,
  );
});

async function migrated() {
  const database = await bench.emptyDatabase();
  await migrate(database.url);
  return database;
}

test("a backup is of one moment, however much is written meanwhile", async () => {
  const project = await source.project();
  let writing = true;
  const writer = (async () => {
    for (let n = 0; writing; n += 1) await project.emitCreated(`meanwhile ${n}`);
  })();
  const made = await bench.backUp(source.url);
  writing = false;
  await writer;
  const target = await bench.emptyDatabase();
  await bench.restore(made.file, target.url, { encryptionKey: keyText });
  expect(await target.db.project.count({ where: { id: project.projectId } })).toBe(1);
  // The counter behind the outbox goes on past every row that was restored.
  const last = await target.db.outbox.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
  const added = await target.db.outbox.create({
    data: { projectId: project.projectId, eventId: newId(), payload: {} },
    select: { id: true },
  });
  expect(added.id).toBeGreaterThan(last?.id ?? 0n);
});

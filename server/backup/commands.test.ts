import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { startHeartbeat } from "#server/operations/heartbeat.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createWorld } from "#server/testing/world.ts";

const root = path.resolve(import.meta.dirname, "../..");
const first = `1:${Buffer.alloc(32, 3).toString("base64")}`;
const passphrase = "a passphrase that is long enough";
let source: TestDatabase;
let target: TestDatabase;
let folder: string;

beforeAll(async () => {
  source = await createTestDatabase();
  target = await createTestDatabase({ empty: true });
  folder = await mkdtemp(path.join(tmpdir(), "bellwire-commands-"));
  await createWorld(source.db);
  await createVault({ db: source.db, keyRing: parseKeyRing(first) }).verifyKeys();
});
afterAll(async () => {
  await source.drop();
  await target.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command as an operator would, and gives what it printed and how it ended. */
async function run(command: string, args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [`scripts/${command}.ts`, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_ENV: "test", DATA_DIR: folder, ...env },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, printed };
}

test("backup and restore say what they did, and what has to be kept and done", async () => {
  const file = path.join(folder, "it.tar.gz");
  const settings = { DATABASE_URL: source.url, ENCRYPTION_KEY: first };
  const bare = await run("backup", [file], settings);
  expect(bare).toMatchObject({
    code: 0,
    printed: expect.stringContaining("because BACKUP_PASSPHRASE is not set. Keep ENCRYPTION_KEY too"),
  });
  const none = await run("restore", [file], { DATABASE_URL: target.url });
  expect(none).toMatchObject({
    code: 1,
    printed: expect.stringContaining("Nothing was restored.\nThis backup does not hold the encryption key"),
  });
  const wrong = await run("backup", [file], {
    ...settings,
    ENCRYPTION_KEY: Buffer.alloc(32, 4).toString("base64"),
    BACKUP_PASSPHRASE: passphrase,
  });
  expect(wrong.printed).toContain("does not open this database");

  const sealed = await run("backup", [file], { ...settings, BACKUP_PASSPHRASE: passphrase });
  expect(sealed.printed).toContain("sealed under BACKUP_PASSPHRASE");
  const restored = await run("restore", ["--moved", file], {
    DATABASE_URL: target.url,
    BACKUP_PASSPHRASE: passphrase,
  });
  expect(restored.printed).toContain("Everybody has to sign in again");
  expect(restored.printed).not.toContain("as it was before");
  expect(restored.printed).toContain(`The encryption key is in ${path.join(folder, "encryption.key")}`);
  expect(restored.code).toBe(0);
  expect((await readFile(path.join(folder, "encryption.key"), "utf8")).trim()).toBe(first);
  const actions = (
    await target.db.auditEntry.findMany({ orderBy: { id: "asc" }, select: { action: true } })
  ).map((one) => one.action);
  expect(actions).toEqual(["instance.backed-up", "instance.backed-up", "instance.restored"]);
  expect(await source.db.auditEntry.count({ where: { action: "instance.backed-up" } })).toBe(3);
  for (const { printed } of [bare, sealed, restored]) expect(printed).not.toContain(first.slice(2));

  const again = await run("restore", [file], { DATABASE_URL: target.url, BACKUP_PASSPHRASE: passphrase });
  expect(again).toMatchObject({ code: 1, printed: expect.stringContaining("The database is not empty") });
  const elsewhere = await createTestDatabase({ empty: true });
  onTestFinished(() => elsewhere.drop());
  const old = await run("restore", [file], { DATABASE_URL: elsewhere.url, BACKUP_PASSPHRASE: passphrase });
  for (const words of [
    "Passwords, second factors",
    "Accounts that were disabled",
    "access grants",
    "client secrets",
  ]) {
    expect(old.printed).toContain(words);
  }
  expect(await run("restore", [], {})).toMatchObject({
    code: 1,
    printed: expect.stringContaining("Name the backup"),
  });
});

test("a new key is made, waits for running processes that lack it, and then wraps everything", async () => {
  const settings = { DATABASE_URL: source.url };
  const made = await run("keys-new", [], { ...settings, ENCRYPTION_KEY: first });
  expect(made.code).toBe(0);
  const second = /^2:\S+$/m.exec(made.printed)?.[0] ?? "";
  const both = { ...settings, ENCRYPTION_KEY: `${first},${second}` };
  const heartbeat = await startHeartbeat(createTestRuntime(source, { keyRing: parseKeyRing(first) }));
  const early = await run("keys-rotate", [], both);
  expect(early).toMatchObject({
    code: 1,
    printed: expect.stringContaining("does not have version 2 of the key yet"),
  });
  await heartbeat.stop();
  const stranger = `${first},2:${Buffer.alloc(32, 8).toString("base64")}`;
  const elsewhere = await startHeartbeat(createTestRuntime(source, { keyRing: parseKeyRing(stranger) }));
  const apart = await run("keys-rotate", [], both);
  expect(apart).toMatchObject({
    code: 1,
    printed: expect.stringContaining("Version 2 of the key is another key here than in"),
  });
  await elsewhere.stop();
  const done = await run("keys-rotate", [], both);
  expect(done.printed).toContain("1 data key wrapped anew");
  expect(done.printed).toContain("Version 1 may be removed from ENCRYPTION_KEY now");
  expect(done.printed).not.toContain(second.slice(2));
  await createVault({ db: source.db, keyRing: parseKeyRing(second) }).verifyKeys();
  const without = await run("keys-rotate", [], { ...settings, ENCRYPTION_KEY: first });
  expect(without).toMatchObject({ code: 1, printed: expect.stringContaining("encrypted with version 2") });
  expect(await readdir(folder)).toContain("encryption.key");
});

import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { systemContext } from "#server/context.ts";
import { addToKeyFile } from "#server/crypto/add-key.ts";
import { wrapDataKey } from "#server/crypto/envelope.ts";
import { whatMayGo, whyNotYet } from "#server/crypto/judge-rotation.ts";
import { newKeyEntry, parseKeyRing, withSubkeysOf } from "#server/crypto/key-ring.ts";
import { countByVersion, countUnopened, rotateKeys } from "#server/crypto/rotate-keys.ts";
import { createVault } from "#server/crypto/vault.ts";
import { newId } from "#server/ids.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

const one = randomBytes(32).toString("base64");
const two = randomBytes(32).toString("base64");
const old = parseKeyRing(`1:${one}`);
const both = parseKeyRing(`1:${one},2:${two}`);
const next = parseKeyRing(`2:${two}`);
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const vaultOf = (keyRing: typeof old) => createVault({ db: database.db, keyRing });
const contextWith = (keyRing: typeof old) =>
  systemContext(createTestRuntime(database, { keyRing, vault: vaultOf(keyRing) }), "keys:rotate");

/** Secrets of so many organizations, encrypted with a ring. */
async function encryptFor(keyRing: typeof old, organizations: number) {
  const vault = vaultOf(keyRing);
  await vault.verifyKeys();
  const made = [];
  for (let n = 0; n < organizations; n += 1) {
    const organizationId = newId();
    await database.db.organization.create({ data: { id: organizationId, name: "Acme", plan: "team" } });
    const place = { organizationId, table: "WorkflowIntegration", rowId: newId(), field: "tokenEnc" };
    made.push({ place, bytes: await vault.encrypt(database.db, place, `xoxb-${organizationId}`) });
  }
  return made;
}
const readWith = (keyRing: typeof old, { place, bytes }: Awaited<ReturnType<typeof encryptFor>>[number]) =>
  vaultOf(keyRing).decrypt(database.db, place, bytes);

test("every data key is wrapped anew, nothing that they encrypt changes, and the old key is needed no more", async () => {
  const secrets = await encryptFor(old, 150);
  await expect(vaultOf(next).verifyKeys()).rejects.toThrow(
    /encrypted with version 1 of the encryption key, which is not set.*ENCRYPTION_KEY=1:…,2:…/,
  );
  const told: number[] = [];
  const done = await rotateKeys(contextWith(both), (count) => told.push(count));
  expect(done).toBe(151);
  expect(told).toEqual([100, 151]);
  expect(await countByVersion(database.db)).toEqual([{ version: 2, dataKeys: 151 }]);
  await vaultOf(next).verifyKeys();
  for (const secret of secrets) {
    expect(await readWith(next, secret)).toBe(`xoxb-${secret.place.organizationId}`);
  }
  await expect(vaultOf(old).verifyKeys()).rejects.toThrow(
    /version 2 of the encryption key, which is not set. This process has version 1. Set ENCRYPTION_KEY/,
  );
  const entries = await database.db.auditEntry.findMany({ where: { action: "encryption-key.rotated" } });
  expect(entries.map((entry) => entry.after)).toEqual([
    { version: 2, dataKeys: 100 },
    { version: 2, dataKeys: 51 },
  ]);
  expect(await rotateKeys(contextWith(both))).toBe(0);
});

test("what was interrupted goes on where it stopped", async () => {
  await database.db.dataKey.deleteMany();
  await encryptFor(old, 120);
  const stop = new Error("killed");
  await expect(
    rotateKeys(contextWith(both), () => {
      throw stop;
    }),
  ).rejects.toBe(stop);
  expect(await countByVersion(database.db)).toEqual([
    { version: 1, dataKeys: 21 },
    { version: 2, dataKeys: 100 },
  ]);
  await vaultOf(both).verifyKeys();
  expect(await rotateKeys(contextWith(both))).toBe(21);
});

test("people read and write secrets all the while, and two rotations at once share the work", async () => {
  await database.db.dataKey.deleteMany();
  const secrets = await encryptFor(old, 240);
  let rotating = true;
  const users = Array.from({ length: 4 }, async (_, user) => {
    for (let n = user; rotating; n += 4) {
      const secret = secrets[n % secrets.length];
      if (!secret) return;
      expect(await readWith(both, secret)).toBe(`xoxb-${secret.place.organizationId}`);
      // A new organization gets its data key meanwhile, wrapped with the newest version.
      if (n % 40 === 0) secrets.push(...(await encryptFor(both, 1)));
    }
  });
  const done = await Promise.all([rotateKeys(contextWith(both)), rotateKeys(contextWith(both))]);
  rotating = false;
  await Promise.all(users);
  await rotateKeys(contextWith(both));
  expect(done[0] + done[1]).toBeLessThanOrEqual(241);
  expect((await countByVersion(database.db)).map((row) => row.version)).toEqual([2]);
  for (const secret of secrets) {
    expect(await readWith(next, secret)).toBe(`xoxb-${secret.place.organizationId}`);
  }
});

test("another key under the right version is refused at the start", async () => {
  const wrong = parseKeyRing(`1:${two},2:${randomBytes(32).toString("base64")}`);
  await expect(vaultOf(wrong).verifyKeys()).rejects.toThrow(/does not fit this database: set ENCRYPTION_KEY/);
});

test("sessions and cursors outlive the key that they were made under", async () => {
  await database.db.dataKey.deleteMany();
  const subkey = async (keyRing: typeof old) =>
    withSubkeysOf(keyRing, await vaultOf(keyRing).subkeySecret())
      .derive("next-auth")
      .toString("hex");
  const before = await subkey(old);
  await rotateKeys(contextWith(both));
  expect(await subkey(both)).toBe(before);
  expect(await subkey(next)).toBe(before);
});

test("data keys that another key of the same number wrapped are found before any key is said to be needless", async () => {
  await database.db.dataKey.deleteMany();
  await encryptFor(both, 1);
  expect(await countUnopened(database.db, both)).toBe(0);
  const { keyVersion, wrapped } = wrapDataKey(parseKeyRing(`2:${randomBytes(32).toString("base64")}`), "x");
  await database.db.dataKey.updateMany({
    where: { organizationId: { not: null } },
    data: { keyVersion, wrappedKey: wrapped },
  });
  expect(await countUnopened(database.db, both)).toBe(1);
});

const living = { role: "on" as const, host: "a", pid: 7, alive: true };
const readerOf = ({ versions, fingerprints }: typeof old) => ({
  ...living,
  keyVersions: versions,
  keyFingerprints: fingerprints,
});

test("a rotation waits for processes that could not read what it leaves, not for those that ended", () => {
  expect(whyNotYet(both, [readerOf(both)])).toBe(null);
  expect(whyNotYet(both, [{ ...readerOf(old), alive: false }])).toBe(null);
  expect(whyNotYet(both, [readerOf(old)])).toMatch(
    /^A running process does not have version 2 of the key yet: a \(process 7\)\. Give every process the new key/,
  );
});

test("a rotation waits while a process has another key under the same number", () => {
  const other = parseKeyRing(`1:${one},2:${randomBytes(32).toString("base64")}`);
  expect(whyNotYet(both, [readerOf(both), { ...readerOf(other), host: "b", pid: 9 }])).toMatch(
    /^Version 2 of the key is another key here than in b \(process 9\)\. Give every process the same one/,
  );
  expect(whyNotYet(both, [{ ...readerOf(other), alive: false }])).toBe(null);
  // A process of the version before tells no fingerprints.
  expect(whyNotYet(both, [{ ...readerOf(other), keyFingerprints: [] }])).toBe(null);
});

test("a fingerprint is the same for the same key, and shows nothing of it", () => {
  expect(both.fingerprints).toEqual([...old.fingerprints, ...next.fingerprints]);
  expect(next.fingerprints[0]).toMatch(/^2:[0-9a-f]{16}$/);
  expect(parseKeyRing(`2:${one}`).fingerprints[0]?.slice(2)).toBe(old.fingerprints[0]?.slice(2));
  expect(two).not.toContain(next.fingerprints[0]?.slice(2));
});

test("it says when the old key may go, and when not", () => {
  const facts = { current: 2, versions: [1, 2], unopened: 0, processes: [], from: "ENCRYPTION_KEY" };
  expect(whatMayGo({ ...facts, counts: [{ version: 1, dataKeys: 3 }] })).toEqual([
    "Not everything is wrapped with version 2 yet (3 with version 1): run this again.",
  ]);
  const counts = [{ version: 2, dataKeys: 3 }];
  expect(whatMayGo({ ...facts, counts })[0]).toMatch(/^Version 1 may be removed from ENCRYPTION_KEY now/);
  expect(whatMayGo({ ...facts, counts, versions: [2] })).toHaveLength(1);
  expect(whatMayGo({ ...facts, counts, unopened: 2 })).toEqual([
    expect.stringMatching(
      /^2 data keys are marked as wrapped with version 2 and do not open with the key here/,
    ),
  ]);
});

test("a new version is added to the key file beside the old one, readable by its owner only", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-keys-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, "encryption.key");
  await writeFile(file, `${one}\n`);
  await addToKeyFile(file, await readFile(file, "utf8"), newKeyEntry(2));
  const ring = parseKeyRing(await readFile(file, "utf8"));
  expect(ring.versions).toEqual([1, 2]);
  const wrapped = old.wrap(Buffer.from("x"), Buffer.from("p"));
  expect(Buffer.from(ring.unwrap(1, wrapped.wrapped, Buffer.from("p"))).toString()).toBe("x");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

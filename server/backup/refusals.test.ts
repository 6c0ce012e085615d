import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEntries, type TarEntry, writeEntry, endOfArchive } from "#server/backup/tar.ts";
import { createBackupBench, withClient } from "#server/backup/test-bench.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { migrate } from "#server/db/migrate.ts";
import { sequencerLock } from "#server/events/sequencer-loop.ts";
import { startHeartbeat } from "#server/operations/heartbeat.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createWorld } from "#server/testing/world.ts";

const keyText = `1:${randomBytes(32).toString("base64")}`;
const keyRing = parseKeyRing(keyText);
let source: TestDatabase;
let bench: Awaited<ReturnType<typeof createBackupBench>>;
let good: string;

beforeAll(async () => {
  source = await createTestDatabase();
  bench = await createBackupBench();
  await createWorld(source.db);
  await createVault({ db: source.db, keyRing }).verifyKeys();
  good = (await bench.backUp(source.url)).file;
});
afterAll(async () => {
  await bench.close();
  await source.drop();
});

const restore = (file: string, url: string) => bench.restore(file, url, { encryptionKey: keyText });

/** What a database shows of a restore. */
async function contentsOf(url: string): Promise<number | "nothing"> {
  return withClient(url, async (client) => {
    const made = await client.query(`select to_regclass('"User"') as made`);
    if (!made.rows[0]?.made) return "nothing";
    return (await client.query(`select count(*)::int as n from "User"`)).rows[0]?.n;
  });
}

async function changed(change: (entries: TarEntry[]) => TarEntry[]): Promise<string> {
  const entries: TarEntry[] = [];
  const tar = gunzipSync(await readFile(good));
  for await (const entry of readEntries(
    (async function* () {
      yield tar;
    })(),
  ))
    entries.push(entry);
  const file = path.join(bench.folder, "changed.tar.gz");
  const pieces = change(entries).map((entry) => writeEntry(entry, new Date()));
  await writeFile(file, gzipSync(Buffer.concat([...pieces, endOfArchive])));
  return file;
}

const edit = (pattern: RegExp, from: string, to: string) => (entries: TarEntry[]) =>
  entries.map((entry) =>
    pattern.test(entry.name)
      ? { ...entry, data: Buffer.from(entry.data.toString("utf8").replace(from, to), "utf8") }
      : entry,
  );

test.each<[string, () => Promise<string>, RegExp]>([
  [
    "a changed row",
    () => changed(edit(/Organization/, "Acme", "Bcme")),
    /is damaged: tables\/.*Organization/,
  ],
  [
    "a piece that is missing",
    () => changed((all) => all.filter(({ name }) => !/-User\//.test(name))),
    /damaged/,
  ],
  ["a file without its end", () => changed((all) => all.slice(0, -1)), /cut short or damaged/],
  [
    "a row that PostgreSQL refuses",
    () => changed(edit(/-User\//, "\n", "\textra\n")),
    /PostgreSQL refuses its rows/,
  ],
  [
    "a file cut short",
    async () => {
      const file = path.join(bench.folder, "short.tar.gz");
      await writeFile(file, (await readFile(good)).subarray(0, 3_000));
      return file;
    },
    /cut short/,
  ],
  [
    "one changed byte in the middle",
    async () => {
      const file = path.join(bench.folder, "flipped.tar.gz");
      const bytes = await readFile(good);
      bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 0x40;
      await writeFile(file, bytes);
      return file;
    },
    /damaged|cut short/,
  ],
])("%s is refused, and nothing of it can be seen", async (_, make, sentence) => {
  const target = await bench.emptyDatabase();
  const file = await make();
  await expect(restore(file, target.url)).rejects.toThrow(sentence);
  expect(["nothing", 0]).toContain(await contentsOf(target.url));
  // The database is as good as before.
  await restore(good, target.url);
  expect(await contentsOf(target.url)).toBeGreaterThan(0);
});

test("what is no backup, or of another form or version, is told so", async () => {
  const target = await bench.emptyDatabase();
  const other = path.join(bench.folder, "other.txt");
  await writeFile(other, "hello");
  await expect(restore(other, target.url)).rejects.toThrow(/is no backup of Bellwire/);
  await expect(restore("/nowhere/at/all.tar.gz", target.url)).rejects.toThrow("There is no file /nowhere");
  const form = await changed(edit(/bellwire-backup/, '"format": 1', '"format": 9'));
  await expect(restore(form, target.url)).rejects.toThrow(/has the form 9.*with the version that made it/);
  const newer = await changed(edit(/bellwire-backup/, "_people", "_zzz_future"));
  await expect(restore(newer, target.url)).rejects.toThrow(/made by a newer Bellwire/);
  const foreign = await changed(edit(/bellwire-backup/, '"checksum": "', '"checksum": "0'));
  await expect(restore(foreign, target.url)).rejects.toThrow(/made by another Bellwire/);
});

test("a database that is not empty, or not Bellwire's, stays as it is", async () => {
  const target = await bench.emptyDatabase();
  await restore(good, target.url);
  await target.db.organization.updateMany({ data: { name: "Changed since" } });
  await expect(restore(good, target.url)).rejects.toThrow(
    /is not empty: it has \d+ people, 1 organizations and 0 events. Restore into a new one/,
  );
  expect(await target.db.organization.count({ where: { name: "Changed since" } })).toBe(1);
  const foreign = await bench.emptyDatabase();
  await withClient(foreign.url, (client) => client.query("create table invoices (id int)"));
  await expect(restore(good, foreign.url)).rejects.toThrow(/has tables of something else \(invoices/);
});

test("a database that Bellwire was only started on once is empty enough", async () => {
  const target = await bench.emptyDatabase();
  await migrate(target.url);
  await createVault({
    db: target.db,
    keyRing: parseKeyRing(randomBytes(32).toString("base64")),
  }).verifyKeys();
  await restore(good, target.url);
  await createVault({ db: target.db, keyRing }).verifyKeys();
});

test("while Bellwire runs on the database nothing is restored into it", async () => {
  const target = await bench.emptyDatabase();
  await migrate(target.url);
  const heartbeat = await startHeartbeat(createTestRuntime(target));
  await expect(restore(good, target.url)).rejects.toThrow(/Bellwire runs on this database/);
  await heartbeat.stop();
  const sequencer = new pg.Client({ connectionString: target.url });
  await sequencer.connect();
  await sequencer.query("select pg_advisory_lock($1)", [sequencerLock.toString()]);
  await expect(restore(good, target.url)).rejects.toThrow(/Bellwire runs on this database/);
  await sequencer.end();
});

test("a key that does not open the backup is refused before anything is seen", async () => {
  const target = await bench.emptyDatabase();
  const other = `1:${randomBytes(32).toString("base64")}`;
  await expect(bench.restore(good, target.url, { encryptionKey: other })).rejects.toThrow(
    "The key of ENCRYPTION_KEY does not open what is in this backup",
  );
  expect(await contentsOf(target.url)).toBe(0);
});

test("a restore that was interrupted keeps Bellwire from starting, until it is done again", async () => {
  const target = await bench.emptyDatabase();
  await restore(good, target.url);
  await withClient(target.url, (client) =>
    client.query(`create table "RestoreUnfinished" ("at" timestamptz)`),
  );
  await expect(migrate(target.url)).rejects.toThrow(/A restore into this database did not finish/);
  await restore(good, target.url);
  expect(await migrate(target.url)).toEqual([]);
});

test.each(["pg_authid", "_prisma_migrations", "RestoreUnfinished"])(
  "a backup that names the table %s is refused before a row of it is written",
  async (name) => {
    const json = (value: object) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`, "utf8");
    const file = await changed((entries) => {
      const manifest = JSON.parse(entries[0]?.data.toString() ?? "");
      const columns = name === "pg_authid" ? ["rolname"] : name === "RestoreUnfinished" ? ["at"] : ["id"];
      manifest.tables.push({ name, columns });
      const first = { name: entries[0]?.name ?? "", data: json(manifest) };
      const checksums = JSON.parse(entries.at(-1)?.data.toString() ?? "");
      checksums.rows[name] = 0;
      const sha256 = createHash("sha256").update(first.data).digest("hex");
      checksums.entries[0] = { name: first.name, bytes: first.data.length, sha256 };
      return [first, ...entries.slice(1, -1), { name: entries.at(-1)?.name ?? "", data: json(checksums) }];
    });
    const { url } = await bench.emptyDatabase();
    await expect(restore(file, url)).rejects.toThrow(`the table ${name}`);
  },
);

import { cp, mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { migrate } from "#server/db/migrate.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";

const databases: TestDatabase[] = [];
afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ empty: true });
  databases.push(database);
  return database;
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function folderOf(migrations: Record<string, string>): Promise<string> {
  const folder = await makeFolder();
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, "migration.sql"), sql);
  }
  return folder;
}

test("an empty database gets all migrations in order, and a second run none", async () => {
  const { url, pool } = await emptyDatabase();
  const folder = await folderOf({ "2_b": `insert into "t" values (2)`, "1_a": `create table "t" ("n" int)` });
  expect(await migrate(url, folder)).toEqual(["1_a", "2_b"]);
  expect(await migrate(url, folder)).toEqual([]);
  expect((await pool.query(`select "n" from "t"`)).rows).toEqual([{ n: 2 }]);
});

test("processes that start together apply each migration once", async () => {
  const { url } = await emptyDatabase();
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url)));
  expect(applied.flat()).toHaveLength(new Set(applied.flat()).size);
  expect(applied.flat().length).toBeGreaterThan(0);
});

test("a migration that fails leaves nothing behind and names itself", async () => {
  const { url, pool } = await emptyDatabase();
  const folder = await folderOf({ "1_a": `create table "t" ("n" int); select nonsense` });
  await expect(migrate(url, folder)).rejects.toThrow(/^The migration 1_a failed and left nothing behind/);
  expect((await pool.query(`select to_regclass('public.t') as found`)).rows).toEqual([{ found: null }]);
});

test("a database of a newer version is refused with a sentence", async () => {
  const { url } = await emptyDatabase();
  await migrate(url, await folderOf({ "1_a": "select 1", "2_b": "select 2" }));
  await expect(migrate(url, await folderOf({ "1_a": "select 1" }))).rejects.toThrow(
    "The database has the migration 2_b, which this version of Bellwire does not know",
  );
});

test("a migration changed after it was applied is refused", async () => {
  const { url } = await emptyDatabase();
  const folder = await folderOf({ "1_a": "select 1" });
  await migrate(url, folder);
  const changed = await makeFolder();
  await cp(folder, changed, { recursive: true });
  await writeFile(path.join(changed, "1_a", "migration.sql"), "select 2");
  await expect(migrate(url, changed)).rejects.toThrow("1_a differs from the one this database was made with");
});

test("the record is the one Prisma keeps: SHA-256 of the file, finished, one step", async () => {
  const { url, pool } = await emptyDatabase();
  await migrate(url, await folderOf({ "1_a": "select 1" }));
  const { rows } = await pool.query(
    `select checksum, finished_at is not null as finished, applied_steps_count as steps from "_prisma_migrations"`,
  );
  expect(rows).toEqual([
    {
      checksum: "822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f",
      finished: true,
      steps: 1,
    },
  ]);
});

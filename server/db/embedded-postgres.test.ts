import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "#server/db/embedded-postgres.ts";

let dataDir: string;
let running: EmbeddedDatabase[];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "bellwire-embedded-"));
  await chmod(dataDir, 0o755);
  running = [];
});
afterEach(async () => {
  for (const database of running) await database.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase(dataDir);
  running.push(database);
  return database;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the database in another process, as a Bellwire would, and answers that process once it is up. */
async function startElsewhere(): Promise<ChildProcess> {
  const script = `
    const { startEmbeddedDatabase } = await import("#server/db/embedded-postgres.ts");
    const database = await startEmbeddedDatabase(process.argv[1]);
    console.log(database.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

test("it keeps what was written, its port and its password from one start to the next", async () => {
  const first = await start();
  await ask(first.url, "create table t as select 42 as n");
  await first.stop();
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(second.adopted).toBe(false);
  expect(await ask(second.url, "select n from t")).toEqual([{ n: 42 }]);
});

test("it listens on loopback only, asks for the password, and keeps that to its owner", async () => {
  const { url } = await start();
  expect(await ask(url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  const wrong = new URL(url);
  wrong.password = "guess";
  await expect(ask(wrong.href, "select 1")).rejects.toThrow(/password authentication failed/);
  expect((await stat(path.join(dataDir, "postgres/password"))).mode & 0o777).toBe(0o600);
});

test("after kill -9 of its process the next start adopts the database that was left running", async () => {
  const crashed = await startElsewhere();
  crashed.kill("SIGKILL");
  await once(crashed, "exit");
  const next = await start();
  expect(next.adopted).toBe(true);
  expect(await ask(next.url, "select 1 as n")).toEqual([{ n: 1 }]);
});

test("a second process on the same data folder gets a sentence, and the first goes on", async () => {
  const { url } = await start();
  await expect(startEmbeddedDatabase(dataDir)).rejects.toThrow(
    /^Another Bellwire process is using the data folder .* stop it first/,
  );
  expect(await ask(url, "select 1 as n")).toEqual([{ n: 1 }]);
});

test("two first starts at once make one database, and one of them gets the sentence", async () => {
  const outcomes = await Promise.allSettled([startEmbeddedDatabase(dataDir), startEmbeddedDatabase(dataDir)]);
  const started = outcomes.filter((outcome) => outcome.status === "fulfilled");
  running.push(...started.map((outcome) => outcome.value));
  expect(started).toHaveLength(1);
  expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason.message).toMatch(
    /^Another Bellwire/,
  );
});

test("a pid file left by a crash that now names a stranger's process does not stop the start", async () => {
  const first = await start();
  const pidFile = path.join(dataDir, "postgres/data/postmaster.pid");
  const lines = (await readFile(pidFile, "utf8")).split("\n");
  await first.stop();
  await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join("\n"));
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await ask(second.url, "select 1 as n")).toEqual([{ n: 1 }]);
});

test("a database of another major version of PostgreSQL is left alone, with the way to upgrade it", async () => {
  const first = await start();
  await first.stop();
  const version = path.join(dataDir, "postgres/data/PG_VERSION");
  const made = await readFile(version, "utf8");
  await writeFile(version, "12\n");
  await expect(startEmbeddedDatabase(dataDir)).rejects.toThrow(
    /was made by PostgreSQL 12, and this version of Bellwire brings PostgreSQL \d+\. Make a backup with the version of Bellwire you had/,
  );
  await writeFile(version, made);
  expect(await ask((await start()).url, "select 1 as n")).toEqual([{ n: 1 }]);
});

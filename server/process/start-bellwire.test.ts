import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEnv } from "#server/env.ts";
import { explainFailure } from "#server/process/explain-failure.ts";
import { listen } from "#server/process/http-server.ts";
import { startBellwire } from "#server/process/start-bellwire.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";

let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  dataDir = await mkdtemp(path.join(tmpdir(), "bellwire-process-"));
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A port that is taken for as long as `release` was not called. */
async function takePort() {
  const server = createServer();
  await listen(server, 0, "127.0.0.1");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    release: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function workerEnv(port: number, over: Record<string, string> = {}) {
  return parseEnv({
    NODE_ENV: "test",
    WORKER: "only",
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    LOG_LEVEL: "silent",
    ...over,
  });
}

test("a worker migrates an empty database, answers for its health, and closes everything when stopped", async () => {
  const { port, release } = await takePort();
  await release();
  const said: string[] = [];
  const bellwire = await startBellwire(workerEnv(port), { dev: false, say: (line) => said.push(line) });
  const statusOf = async (page: string) => (await fetch(`http://127.0.0.1:${port}${page}`)).status;
  expect(await statusOf("/api/health/live")).toBe(200);
  expect(await statusOf("/api/health/ready")).toBe(200);
  expect(await statusOf("/sign-in")).toBe(404);
  expect(said).toContain("Bellwire's worker is ready");
  await bellwire.stop();
  await expect(fetch(`http://127.0.0.1:${port}/api/health/live`)).rejects.toThrow();
  await expect(bellwire.runtime.pool.query("select 1")).rejects.toThrow(/after calling end/);
});

test("a start on a taken port takes down what it had begun and says what to do", async () => {
  const { port, release } = await takePort();
  const env = workerEnv(port);
  const failure = await startBellwire(env, { dev: false, say: () => {} }).catch((error: unknown) => error);
  await release();
  expect(explainFailure(failure, env)).toBe(
    `Something else already listens on 127.0.0.1:${port}: stop it, or set PORT to another number.`,
  );
  const others = `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  await expect.poll(async () => (await database.pool.query(others)).rows[0]?.n, { timeout: 10_000 }).toBe(0);
});

test("without the key of an encrypted database it does not start, says where to put it, and makes no other one", async () => {
  const empty = await mkdtemp(path.join(tmpdir(), "bellwire-process-"));
  const refusalOf = async (over: Record<string, string>) => {
    const env = workerEnv(0, over);
    const failure = await startBellwire(env, { dev: false, say: () => {} }).catch((error: unknown) => error);
    return explainFailure(failure, env);
  };
  expect(await refusalOf({ DATA_DIR: empty })).toBe(
    `There is no encryption key here, and this database is encrypted with one: set ENCRYPTION_KEY to it, or put encryption.key into ${empty} from your backup.`,
  );
  expect(await readdir(empty)).toEqual([]);
  const other = Buffer.alloc(32, 9).toString("base64");
  expect(await refusalOf({ ENCRYPTION_KEY: other })).toMatch(
    /^The encryption key does not fit this database/,
  );
  expect(await refusalOf({ ENCRYPTION_KEY: `2:${other}` })).toMatch(
    /^The database is encrypted with version 1 of the encryption key, which is not set/,
  );
  await rm(empty, { recursive: true });
});

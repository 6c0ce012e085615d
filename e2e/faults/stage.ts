import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { createDb, createPool } from "#server/db/client.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createSandbox } from "../slack-sandbox/sandbox.ts";
import { type ClockSettings, clockOf } from "./clock.ts";
import type { TestCluster } from "./cluster.ts";
import { createPlace, type Place, type Slack } from "./place.ts";
import { type ProcessUnderTest, startProcess } from "./process-under-test.ts";
import { within } from "./wait.ts";

/** How many times as fast as real time business time runs here: waits between tries are passed soon. */
const speed = 20;

/** Many processes start here, so what Node compiled is kept from one to the next. */
const compileCache = path.resolve(import.meta.dirname, "../../node_modules/.cache/bellwire/compiled");

/** A database, a Slack and the processes between them. Scenarios on one stage run one after the other. */
export type Stage = {
  cluster: TestCluster;
  slack: Slack;
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** A tenant of its own with a Slack app and channels of its own. */
  place(lanes: number): Promise<Place>;
  /** Living processes of these names, started where they are not. */
  processes(names: readonly string[]): Promise<ProcessUnderTest[]>;
  process(name: string): Promise<ProcessUnderTest>;
  /** Ends every process, whatever state a scenario left it in. */
  clear(): Promise<void>;
  /** Business time's distance to the stage's clock, for every process now and later. */
  setClock(offset: number): void;
  /**
   * The time at which a dead or frozen process's leases would have ended is here, by the database's clock. Only what
   * that process claimed is touched.
   */
  endLeasesOf(process: ProcessUnderTest): Promise<void>;
  close(): Promise<void>;
};

/** Makes a stage on a cluster. */
export async function createStage(cluster: TestCluster, name: string): Promise<Stage> {
  const url = await cluster.createDatabase(`stage_${name}`);
  const clock: ClockSettings = { base: Date.now(), speed, offset: 0 };
  const slack = await startSlack({ ...clock });
  const encryptionKey = randomBytes(32).toString("base64");
  const pool = createPool(url, { max: 4 });
  const db = createDb(pool);
  const runtime = createTestRuntime(
    { url, db, pool, drop: async () => {} },
    { clock: clockOf({ ...clock }), keyRing: parseKeyRing(encryptionKey) },
  );
  const dataDir = await mkdtemp(path.join(cluster.folder, `${name}-`));
  let places = 0;
  const running = new Map<string, Promise<ProcessUnderTest>>();
  const start = async (of: string) => {
    const started = await startProcess(`${name}/${of}`, {
      WORKER: "only",
      PORT: "0",
      HOST: "127.0.0.1",
      APP_URL: "http://localhost:3000",
      DATA_DIR: dataDir,
      // The sequencer's connection is known by its process's name.
      DATABASE_URL: `${url}?application_name=${of}`,
      ENCRYPTION_KEY: encryptionKey,
      LOG_LEVEL: "warn",
      NODE_COMPILE_CACHE: compileCache,
      SLACK_API_URL: `${slack.url}/api/`,
      FAULTS_BASE: String(clock.base),
      FAULTS_SPEED: String(clock.speed),
    });
    started.setClock(clock.offset);
    return started;
  };
  const process = async (of: string) => {
    const known = running.get(of);
    if (known && (await known).alive()) return known;
    // Two that ask for it at once get the same one.
    const latest = running.get(of);
    if (latest && latest !== known) return latest;
    const starting = start(of);
    running.set(of, starting);
    return starting;
  };
  return {
    cluster,
    slack,
    async query<Row>(sql: string, values: unknown[] = []) {
      return (await pool.query(sql, values)).rows satisfies Row[];
    },
    place: (lanes) => createPlace({ runtime, slack, name: `${name}-${++places}`, lanes }),
    process,
    processes: (names) => Promise.all(names.map(process)),
    async clear() {
      const left = await Promise.all([...running.values()].map((one) => one.catch(() => null)));
      running.clear();
      for (const one of left) one?.kill("SIGKILL");
      await Promise.all(left.map((one) => one?.gone));
    },
    setClock(offset) {
      clock.offset = offset;
      for (const one of running.values()) one.then((it) => it.setClock(offset)).catch(() => {});
    },
    async endLeasesOf({ tokens }) {
      // In the order in which everybody locks lanes: what the process had under way may still be ending.
      await pool.query(
        `with held as (
           select "destinationId", "laneClass" from "Lane" where "leaseToken" = any($1::uuid[])
           order by "destinationId", "laneClass" for update
         )
         update "Lane" l set "leaseUntil" = now() - interval '1 second'
         from held where l."destinationId" = held."destinationId" and l."laneClass" = held."laneClass"`,
        [[...tokens]],
      );
    },
    async close() {
      await Promise.all([...running.values()].map(async (one) => (await one.catch(() => null))?.stop()));
      await within("The end of the stage", 30_000, Promise.all([db.$disconnect(), slack.stop()]));
      await pool.end();
    },
  };
}

async function startSlack(clock: ClockSettings): Promise<Slack> {
  const sandbox = createSandbox({ now: () => clockOf(clock).now().getTime() });
  await sandbox.start();
  return {
    url: sandbox.url,
    async control(method, pathname, body) {
      const response = await fetch(`${sandbox.url}/_sandbox/${pathname}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${pathname}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
    stop: () => sandbox.stop(),
  };
}

import { execFile, spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { z } from "zod";
import { childEnv } from "#server/env.ts";
import { randomToken } from "#server/ids.ts";
import { EmbeddedPostgresError, findPostgres, requireTraversable } from "#server/db/postgres-binaries.ts";

const run = promisify(execFile);

/** A running PostgreSQL of ours, listening on loopback only. */
export type Cluster = {
  /** The postmaster's process id. */
  pid: number;
  port: number;
  /** Whether an earlier process of ours had left it running. */
  adopted: boolean;
  url(database: string): string;
  /** Ends it after rolling back what is open; resolves once its process is gone. */
  stop(): Promise<void>;
};

const USER = "bellwire";
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const POLL_MS = 25;

/**
 * Starts the PostgreSQL kept in `folder`, making it first if need be, or adopts the one already running there.
 * The folder holds `password` (0600), `port`, `log` and `data`.
 * @throws {EmbeddedPostgresError} with a sentence that says what to do.
 */
export async function startCluster(folder: string, flags: readonly string[] = []): Promise<Cluster> {
  const root = path.resolve(folder);
  await initialise(root);
  const password = (await readFile(path.join(root, "password"), "utf8")).trim();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const running = await findRunning(root);
    if (running) {
      const url = urlOf(running.port, password, "postgres");
      if (await untilReady(url, () => isAlive(running.pid), root)) {
        return clusterOf({ ...running, password, adopted: true });
      }
      // It was on its way down: look again.
      continue;
    }
    const started = await launch(root, password, flags, attempt);
    if (started) return clusterOf({ ...started, password, adopted: false });
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not start: ${await lastLogLine(root)} Its log is ${path.join(root, "log")}.`,
  );
}

function clusterOf(parts: { pid: number; port: number; password: string; adopted: boolean }): Cluster {
  const { pid, port, password, adopted } = parts;
  return {
    pid,
    port,
    adopted,
    url: (database) => urlOf(port, password, database),
    stop: () => stopProcess(pid),
  };
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

// Made apart and renamed into place, so that neither a crash nor a second process leaves half a cluster.
async function initialise(root: string): Promise<void> {
  const made = await readFile(path.join(root, "data", "PG_VERSION"), "utf8").catch(() => null);
  const { initdb, postgres, account } = await findPostgres();
  if (made) return requireMajor(root, made.trim(), postgres);
  await mkdir(path.dirname(root), { recursive: true });
  if (account) await requireTraversable(root, account);
  const draft = await mkdtemp(`${root}.new-`);
  try {
    const passwordFile = path.join(draft, "password");
    await writeFile(passwordFile, `${randomToken()}\n`, { mode: 0o600 });
    if (account) await Promise.all([draft, passwordFile].map((f) => chown(f, account.uid, account.gid)));
    await run(
      initdb,
      [
        `--pgdata=${path.join(draft, "data")}`,
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
      ],
      { ...account, cwd: draft, env: childEnv({ LC_ALL: "C" }) },
    );
    await rename(draft, root);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (await stat(path.join(root, "data", "PG_VERSION")).catch(() => null)) return;
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL could not be made in ${root}: ${error instanceof Error ? error.message.trim() : error}`,
      { cause: error },
    );
  }
}

/** PostgreSQL itself would only say that the files are incompatible. */
async function requireMajor(root: string, made: string, postgres: string): Promise<void> {
  const { stdout } = await run(postgres, ["--version"], { env: childEnv({ LC_ALL: "C" }) });
  const own = /(\d+)(?:\.|devel|beta|rc|\s|$)/.exec(stdout.replace(/^.*\) /, ""))?.[1];
  if (own === undefined || own === made) return;
  throw new EmbeddedPostgresError(
    `The database in ${root} was made by PostgreSQL ${made}, and this version of Bellwire brings PostgreSQL ${own}. Make a backup with the version of Bellwire you had (\`npm run backup\`), move ${root} away, and restore with this one (\`npm run restore -- file\`).`,
  );
}

/** The postmaster of this folder, if one is alive; a leftover pid file that names another process is removed. */
async function findRunning(root: string): Promise<{ pid: number; port: number } | null> {
  const data = path.join(root, "data");
  const text = await readFile(path.join(data, "postmaster.pid"), "utf8").catch(() => null);
  if (text === null) return null;
  const lines = text.split("\n");
  const parsed = z.object({
    pid: z.coerce.number().int().positive(),
    port: z.coerce.number().int().positive(),
  });
  const found = parsed.safeParse({ pid: lines[0], port: lines[3] });
  const sameFolder = lines[1] !== undefined && path.resolve(lines[1]) === data;
  if (found.success && sameFolder && (await isPostgresOf(found.data.pid, data))) return found.data;
  const pid = Number(lines[0]);
  if (pid > 0 && isAlive(pid) && (await isPostgresOf(pid, data))) return null;
  // PostgreSQL would refuse to start while any process, even a stranger, has the number in its pid file.
  await rm(path.join(data, "postmaster.pid"), { force: true });
  return null;
}

async function isPostgresOf(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "win32") return true;
  const command = await run("ps", ["-o", "args=", "-ww", "-p", String(pid)]).then(
    ({ stdout }) => stdout,
    // Without `ps`, Linux tells the same in /proc.
    () =>
      readFile(`/proc/${pid}/cmdline`, "utf8").then(
        (text) => text.replaceAll("\0", " "),
        () => "",
      ),
  );
  return command.includes("postgres") && command.includes(data);
}

async function launch(root: string, password: string, flags: readonly string[], attempt: number) {
  const { postgres, account } = await findPostgres();
  const data = path.join(root, "data");
  const port = await choosePort(root, attempt);
  const log = await openLog(root);
  // Detached: Ctrl-C of the terminal must not stop the database under the worker's hands.
  const child = spawn(
    postgres,
    ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-c", "unix_socket_directories=", ...flags],
    {
      ...account,
      cwd: root,
      env: childEnv({ LC_ALL: "C" }),
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    },
  );
  const spawned = await new Promise<boolean>((resolve) => {
    child.once("spawn", () => resolve(true));
    child.once("error", () => resolve(false));
  });
  await log.close();
  if (!spawned || child.pid === undefined) return null;
  child.unref();
  const running = () => child.exitCode === null && child.signalCode === null;
  if (!(await untilReady(urlOf(port, password, "postgres"), running, root))) return null;
  await writeFile(path.join(root, "port"), `${port}\n`);
  return { pid: child.pid, port };
}

async function openLog(root: string) {
  const file = path.join(root, "log");
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 10_000_000) await rename(file, `${file}.1`);
  const handle = await open(file, "a", 0o600);
  await chmod(file, 0o600);
  return handle;
}

// The remembered port first, so that a data folder keeps its address; another one if it is taken.
async function choosePort(root: string, attempt: number): Promise<number> {
  const text = await readFile(path.join(root, "port"), "utf8").catch(() => "");
  const remembered = Number(text.trim());
  if (attempt === 1 && remembered > 0 && (await freePort(remembered))) return remembered;
  const port = await freePort(0);
  if (!port) throw new EmbeddedPostgresError("No port on 127.0.0.1 is free for the embedded PostgreSQL.");
  return port;
}

function freePort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === "object" ? address.port : null));
    });
  });
}

/** Waits until it answers; false when its process ended before. */
async function untilReady(url: string, alive: () => boolean, root: string): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return true;
    } catch {
      if (!alive()) return false;
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(POLL_MS);
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL did not become ready within a minute: ${await lastLogLine(root)} Its log is ${path.join(root, "log")}.`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function stopProcess(pid: number): Promise<void> {
  // SIGINT is PostgreSQL's fast shutdown; SIGQUIT the immediate one, recovered from the log at the next start.
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (isAlive(pid) && Date.now() < deadline) await sleep(POLL_MS);
  }
}

async function lastLogLine(root: string): Promise<string> {
  const text = await readFile(path.join(root, "log"), "utf8").catch(() => "");
  return (
    text
      .trim()
      .split("\n")
      .findLast((line) => /FATAL|ERROR|HINT/.test(line))
      ?.trim() ?? "it left no message."
  );
}

import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { parseEnv, settingNames } from "#server/env.ts";
import { listen } from "#server/process/http-server.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { interpolate, readDockerfile, readYaml } from "#server/testing/container-files.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFile(path.join(root, file), "utf8");
const docker = readDockerfile(await read("Dockerfile"));
const stages = docker.filter(({ name }) => name === "FROM");
const last = docker.slice(docker.findLastIndex(({ name }) => name === "FROM"));
const settings = new Set([...settingNames, "NODE_ENV", "NEXT_TELEMETRY_DISABLED"]);

/** What the image is made of: sources that the build stage copies from this folder. */
const sources = docker
  .filter(({ name, text }) => name === "COPY" && !text.includes("--from"))
  .flatMap(({ text }) => text.split(" ").slice(0, -1))
  .map((source) => source.replace(/\/$/, ""));

const envOf = (instructions: typeof docker) =>
  Object.fromEntries(
    instructions
      .filter(({ name }) => name === "ENV")
      .flatMap(({ text }) =>
        text.split(" ").map((pair): [string, string] => {
          const [name = "", value = ""] = pair.split("=");
          return [name, value];
        }),
      ),
  );

test("the image has two stages on Node 24, runs as an ordinary user and says how to ask whether it lives", () => {
  expect(stages.map(({ text }) => text.split(" ")[0])).toEqual([
    "node:24-bookworm-slim",
    "node:24-bookworm-slim",
  ]);
  const users = last.filter(({ name }) => name === "USER").map(({ text }) => text);
  expect(users).toEqual(["node"]);
  const at = (name: string) => last.findIndex((one) => one.name === name);
  expect(at("USER")).toBeLessThan(at("CMD"));
  for (const name of ["HEALTHCHECK", "EXPOSE", "VOLUME", "STOPSIGNAL"]) expect(at(name)).toBeGreaterThan(0);
});

test("the user whom the image runs as can write to the data folder and to nothing of the program", () => {
  const [copied] = last.filter(({ name }) => name === "COPY").map(({ text }) => text);
  expect(copied).toBe("--from=build /app /app");
  const commands = last.filter(({ name }) => name === "RUN").map(({ text }) => text);
  expect(commands).toEqual(["mkdir /data && chown node:node /data"]);
});

test("nothing secret is in the image, and its settings are Bellwire's", async () => {
  for (const name of Object.keys(envOf(docker))) {
    expect(settings).toContain(name);
    expect(name).not.toMatch(/SECRET|KEY|TOKEN|PASSWORD|PASSPHRASE|DATABASE_URL/);
  }
  expect(docker.filter(({ name }) => name === "ARG")).toEqual([]);
  const ignored = await read(".dockerignore");
  // Everything stays out that is not named, such as data, .env and .git.
  expect(ignored.split("\n")[0]).toBe("**");
  const allowed = [...ignored.matchAll(/^!(.+)$/gm)].map((found) => found[1] ?? "");
  expect([...allowed].sort()).toEqual([...sources].sort());
});

test("every source that is copied is there, and every command that is run", async () => {
  for (const source of sources) expect(existsSync(path.join(root, source)), source).toBe(true);
  const commands = docker.filter(({ name }) => ["RUN", "CMD", "HEALTHCHECK"].includes(name));
  const scripts = commands.flatMap(({ text }) => [
    ...text.matchAll(/node"?,? "?((?:scripts|server)\/[\w./-]+)/g),
  ]);
  expect(scripts.map((found) => found[1])).toEqual([
    "scripts/build.mjs",
    "scripts/check-live.mjs",
    "server/main.ts",
  ]);
  for (const [, file = ""] of scripts) expect(existsSync(path.join(root, file)), file).toBe(true);
});

async function freePort(): Promise<string> {
  const server = createServer();
  await listen(server, 0, "127.0.0.1");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  return String(address.port);
}

const composeShape = z.object({
  services: z.record(
    z.string(),
    z
      .object({
        image: z.string(),
        build: z.string().optional(),
        environment: z.record(z.string(), z.string()),
        volumes: z.array(z.string()),
        depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
        stop_grace_period: z.string().optional(),
        ports: z.array(z.string()).optional(),
        read_only: z.string().optional(),
        tmpfs: z.array(z.string()).optional(),
        cap_drop: z.array(z.string()).optional(),
        security_opt: z.array(z.string()).optional(),
      })
      .loose(),
  ),
  volumes: z.record(z.string(), z.string()),
});

test("compose.yaml runs pages, a worker and PostgreSQL, with settings that Bellwire takes", async () => {
  const { services, volumes } = composeShape.parse(readYaml(await read("compose.yaml")));
  expect(Object.keys(services)).toEqual(["database", "app", "worker"]);
  const values = { POSTGRES_PASSWORD: "a1b2c3", ENCRYPTION_KEY: randomBytes(32).toString("base64") };
  const roles: Record<string, string> = {};
  for (const [name, service] of Object.entries(services)) {
    for (const volume of service.volumes) expect(Object.keys(volumes)).toContain(volume.split(":")[0]);
    for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(services)).toContain(other);
    if (name === "database") continue;
    const given = Object.entries(service.environment);
    for (const [setting] of given) expect(settings).toContain(setting);
    // Whoever gets into the container finds neither the passphrase of its backups nor a way to more.
    expect(given.map(([setting]) => setting)).not.toContain("BACKUP_PASSPHRASE");
    expect(service).toMatchObject({
      read_only: "true",
      tmpfs: ["/tmp"],
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
    const env = parseEnv({
      NODE_ENV: "production",
      ...envOf(last),
      ...Object.fromEntries(given.map(([setting, text]) => [setting, interpolate(text, values)])),
    });
    parseKeyRing(env.encryptionKey ?? "");
    expect(new URL(env.databaseUrl ?? "").hostname).toBe("database");
    expect(Number.parseInt(service.stop_grace_period ?? "", 10)).toBeGreaterThan(20);
    expect(service.volumes.some((volume) => volume.endsWith(`:${env.dataDir}`))).toBe(true);
    roles[name] = env.worker;
    // Without the secrets it does not start, and says which one is missing.
    expect(() => given.map(([, text]) => interpolate(text, {}))).toThrow(/Set \w+ in \.env/);
  }
  expect(roles).toEqual({ app: "off", worker: "only" });
});

test("what the image would hold is enough to start a worker, and its check finds it alive", async () => {
  const image = await mkdtemp(path.join(tmpdir(), "bellwire-image-"));
  const data = await mkdtemp(path.join(tmpdir(), "bellwire-image-data-"));
  const database = await createTestDatabase({ empty: true });
  onTestFinished(async () => {
    await database.drop();
    for (const folder of [image, data]) await rm(folder, { recursive: true, force: true });
  });
  // As .dockerignore has it; the generated client is made in the image's build.
  const ignored = /\.test\.tsx?$|\/server\/testing$/;
  for (const source of sources) {
    await mkdir(path.dirname(path.join(image, source)), { recursive: true });
    await cp(path.join(root, source), path.join(image, source), {
      recursive: true,
      filter: (file) => !ignored.test(file),
    });
  }
  await symlink(path.join(root, "node_modules"), path.join(image, "node_modules"));
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    ...envOf(last),
    HOST: "127.0.0.1",
    PORT: port,
    DATA_DIR: data,
    WORKER: "only",
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  const child = spawn(process.execPath, ["server/main.ts"], {
    cwd: image,
    env: { NODE_ENV: "production", ...env },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  onTestFinished(() => void child.kill("SIGKILL"));
  await expect.poll(() => printed, { timeout: 20_000 }).toContain("Bellwire's worker is ready");
  const check = () =>
    spawnSync(process.execPath, ["scripts/check-live.mjs"], {
      cwd: image,
      env: { NODE_ENV: "production", ...env },
    }).status;
  expect(check()).toBe(0);
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("exit", resolve));
  expect(child.exitCode).toBe(0);
  expect(check()).toBe(1);
});

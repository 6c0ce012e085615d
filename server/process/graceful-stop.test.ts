import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { systemContext } from "#server/context.ts";
import { parseEnv } from "#server/env.ts";
import { emit } from "#server/events/emit.ts";
import { accessRequestTypes } from "#server/events/types/access-request.ts";
import { listen } from "#server/process/http-server.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { connectWorkspace, subscribeChannel } from "#server/testing/slack-workspace.ts";
import { createWorld } from "#server/testing/world.ts";

const root = path.resolve(import.meta.dirname, "../..");
const encryptionKey = Buffer.alloc(32, 7).toString("base64");

/** A stand-in that takes requests and answers after `answerAfterMs`, or never. */
async function slowSlack(answerAfterMs: number | null) {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    asked += 1;
    if (answerAfterMs === null) return;
    setTimeout(() => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ok: true, channel: "C1", ts: "1700000000.000100", message: {} }));
    }, answerAfterMs);
  });
  await listen(server, 0, "127.0.0.1");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/api/`,
    asked: () => asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A worker process of Bellwire, with one message on its way to a Slack. */
async function workerSendingTo(slack: Awaited<ReturnType<typeof slowSlack>>) {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), "bellwire-stop-"));
  await chmod(dataDir, 0o755);
  const keyRing = parseKeyRing(encryptionKey);
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent" });
  const runtime = createTestRuntime(database, { keyRing, env });
  const { organizationId, projectId } = await createWorld(runtime.db);
  const integrationId = await connectWorkspace(runtime, { organizationId, token: "xoxb-1", teamId: "T1" });
  await subscribeChannel(runtime, { projectId, integrationId, channelId: "C1" });
  await runtime.db.workflowIntegration.updateMany({ data: { checkDueAt: null, channelsDueAt: null } });
  await runtime.db.$transaction((tx) =>
    emit(tx, systemContext(runtime, "test"), accessRequestTypes.created, {
      projectId,
      subject: "access-request/1",
      environment: "prod",
      secretPath: "/a",
      data: accessRequestTypes.created.sample.data,
    }),
  );
  let printed = "";
  const child = spawn(process.execPath, ["server/main.ts"], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: "production",
      WORKER: "only",
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: encryptionKey,
      SLACK_API_URL: slack.url,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await slack.close();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });
  await expect.poll(() => slack.asked() > 0 || child.exitCode !== null, { timeout: 30_000 }).toBe(true);
  expect(child.exitCode, printed).toBe(null);
  return { child, database, output: () => printed };
}

async function stopAndTime(child: ChildProcess) {
  const startedAt = performance.now();
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  return { code, ms: performance.now() - startedAt };
}

test("asked to stop, a process lets the request in flight come to its end, records it, and ends well", async () => {
  const { child, database, output } = await workerSendingTo(await slowSlack(1_500));
  const { code, ms } = await stopAndTime(child);
  expect(code, output()).toBe(0);
  expect(ms).toBeLessThan(10_000);
  expect(await database.db.delivery.findMany({ select: { state: true } })).toEqual([{ state: "delivered" }]);
  expect(await database.db.lane.count({ where: { leaseToken: { not: null } } })).toBe(0);
  expect(await database.db.processHeartbeat.count()).toBe(0);
});

test("with a Slack that never answers it still ends within 20 s, and what was in flight is recorded as unknown", async () => {
  const { child, database, output } = await workerSendingTo(await slowSlack(null));
  const { code, ms } = await stopAndTime(child);
  expect(ms, output()).toBeLessThan(20_000);
  expect(code, output()).toBe(0);
  const attempts = await database.db.attempt.findMany({ where: { kind: "send" }, select: { outcome: true } });
  expect(attempts).toEqual([{ outcome: "unknown" }]);
  const deliveries = await database.db.delivery.findMany({ select: { state: true, maybeDuplicate: true } });
  expect(deliveries).toEqual([{ state: "waiting", maybeDuplicate: true }]);
  expect(output()).not.toContain("did not stop in time");
}, 60_000);

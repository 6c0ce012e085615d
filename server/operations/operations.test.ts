import type { Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { parseEnv } from "#server/env.ts";
import { createOperationsHandler } from "#server/operations/answer-operations.ts";
import { getHealth } from "#server/operations/get-health.ts";
import { startHeartbeat } from "#server/operations/heartbeat.ts";
import { readQueue } from "#server/operations/read-queue.ts";
import { readProcesses } from "#server/operations/read-system.ts";
import { closeServer, createHttpServer, listen } from "#server/process/http-server.ts";
import type { Runtime } from "#server/runtime.ts";
import { drain } from "#server/testing/pipeline.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { contextOf, createPerson } from "#server/testing/world.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

const general = "C0ACMEGEN01";
const metricsToken = "a-token-for-the-collector";
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let servers: Server[];

beforeAll(async () => {
  bench = await createPipelineBench();
  servers = [];
});
afterAll(async () => {
  for (const server of servers) await closeServer(server, 100);
  await bench.close();
});

/** A server as a process has it, before its handler. */
async function serve(runtime: Runtime): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const operations = createOperationsHandler(runtime);
  const { server } = createHttpServer(runtime, { operations, metrics: runtime.metrics });
  servers.push(server);
  await listen(server, 0, "127.0.0.1");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  return (path, init) => fetch(`http://127.0.0.1:${address.port}${path}`, init);
}

const readiness = z.object({
  status: z.string(),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), message: z.string() })),
});

test("a process lives from its first moment, and is ready once a worker gives signs of life and sequences", async () => {
  const ask = await serve(bench.runtime);
  expect((await ask("/sign-in")).status).toBe(503);
  expect((await ask("/api/health/live")).status).toBe(200);
  const alone = await ask("/api/health/ready");
  expect(alone.status).toBe(503);
  const told = readiness.parse(await alone.json());
  expect(told.status).toBe("not_ready");
  expect(told.checks).toMatchObject({
    database: { ok: true },
    worker: { ok: false },
    sequencer: { ok: false },
  });
  const heartbeat = await startHeartbeat(bench.runtime);
  const second = await serve(bench.runtime);
  const ready = await second("/api/health/ready");
  expect(readiness.parse(await ready.json())).toMatchObject({ status: "ready" });
  expect(ready.headers.get("cache-control")).toBe("no-store");
  expect(await readProcesses(bench.runtime.pool)).toMatchObject([
    { id: heartbeat.processId, role: "on", pid: process.pid, alive: true },
  ]);
  await heartbeat.stop();
  expect(await readProcesses(bench.runtime.pool)).toEqual([]);
});

test("while the database does not answer it is not ready, says so without naming it, and still lives", async () => {
  const gone = await createTestDatabase();
  const runtime = createTestRuntime(gone, {
    env: parseEnv({ NODE_ENV: "test", METRICS_TOKEN: metricsToken }),
  });
  const ask = await serve(runtime);
  await gone.drop();
  expect((await ask("/api/health/live")).status).toBe(200);
  const answer = await ask("/api/health/ready");
  expect(answer.status).toBe(503);
  const text = await answer.text();
  expect(text).toContain("The database does not answer");
  expect(text).not.toContain("127.0.0.1");
  const metrics = await ask("/api/metrics", { headers: { authorization: `Bearer ${metricsToken}` } });
  expect(metrics.status).toBe(200);
  expect(await metrics.text()).toContain("bellwire_database_up 0");
});

test("without METRICS_TOKEN there are no metrics, and with it only for who shows it", async () => {
  const without = await serve(bench.runtime);
  const none = await without("/api/metrics");
  expect(none.status).toBe(404);
  expect(await none.text()).toContain("set METRICS_TOKEN");
  const env = { ...bench.runtime.env, metricsToken };
  const ask = await serve({ ...bench.runtime, env });
  for (const authorization of ["", "Bearer wrong", `Basic ${metricsToken}`, metricsToken]) {
    const refused = await ask("/api/metrics", { headers: { authorization } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toContain("Bearer");
  }
  expect((await ask("/api/metrics", { method: "POST" })).status).toBe(405);
});

test("metrics count what was sent, sequenced and asked, and name no tenant", async () => {
  const project = await bench.project();
  await project.subscribe(general);
  await project.emitCreated("counted");
  await project.flow();
  await project.emitCreated("limited");
  await bench.slack.fault({ kind: "rate_limited", method: "chat.postMessage", retryAfter: 30, times: 1 });
  await drain(bench.runtime);
  const env = { ...bench.runtime.env, metricsToken };
  const ask = await serve({ ...bench.runtime, env });
  await ask(`/api/v1/projects/${project.projectId}/events?limit=1`);
  await ask(`/api/v1/nothing/${project.projectId}`);
  await ask(`/projects/${project.projectId}/deliveries`);
  const answer = await ask("/api/metrics", { headers: { authorization: `Bearer ${metricsToken}` } });
  expect(answer.headers.get("content-type")).toContain("text/plain");
  const text = await answer.text();
  for (const line of [
    'bellwire_attempts_total{kind="slack_app",purpose="send",outcome="delivered"} 1',
    'bellwire_deliveries_total{kind="slack_app",outcome="delivered"} 1',
    'bellwire_rate_limited_total{kind="slack_app"} 1',
    'bellwire_http_requests_total{route="/api/v1/projects/{projectId}/events",method="GET",status="503"} 1',
    'bellwire_http_requests_total{route="/api/v1/other",method="GET",status="503"} 1',
    'bellwire_http_requests_total{route="page",method="GET",status="503"}',
    "bellwire_deliveries_sending 0",
    "bellwire_database_up 1",
    "bellwire_attempt_duration_seconds_count",
  ]) {
    expect(text).toContain(line);
  }
  expect(text).not.toContain(project.projectId);
  expect(text).not.toContain(project.organizationId);
  expect(text).not.toMatch(/Acme|Payments/);
});

test("a lane that nobody comes to grows overdue, and what waits for a mended channel does not", async () => {
  const { runtime, clock } = bench;
  const project = await bench.project();
  const { destinationId } = await project.subscribe(general);
  await project.emitCreated("one");
  await drain({ ...runtime, kick: runtime.kick });
  await bench.runtime.db.delivery.updateMany({ where: { destinationId }, data: { state: "waiting" } });
  await bench.runtime.db.lane.updateMany({
    where: { destinationId },
    data: {
      wakeAt: new Date(clock.now().getTime() - 400_000),
      notBefore: null,
      leaseToken: null,
      leaseUntil: null,
    },
  });
  const queue = await readQueue(runtime.pool, clock.now());
  expect(queue.laneOverdueSeconds).toBeGreaterThanOrEqual(400);
  expect(queue.due).toBe(1);
  await runtime.db.lane.updateMany({ where: { destinationId }, data: { wakeAt: null } });
  await runtime.db.destination.update({ where: { id: destinationId }, data: { brokenCode: "is_archived" } });
  const parked = await readQueue(runtime.pool, clock.now());
  expect(parked).toMatchObject({ due: 0, laneOverdueSeconds: 0 });
});

/** A queue in which all that waits is held. */
const held = (later: number) => ({
  due: 0,
  later,
  sending: 0,
  oldestDueSeconds: 0,
  stalledSeconds: 0,
  laneOverdueSeconds: 0,
});

test("what a mute holds, and what comes while it does, is neither due nor a lane that nobody comes to", async () => {
  const { runtime, clock } = bench;
  await runtime.db.destination.deleteMany();
  const project = await bench.project();
  const { destinationId } = await project.subscribe(general);
  await runtime.db.destination.update({
    where: { id: destinationId },
    data: { mutedUntil: new Date(clock.now().getTime() + 3_600_000) },
  });
  await project.emitCreated("held");
  await drain(runtime);
  clock.advance(60_000);
  await project.emitCreated("comes while it is held");
  await drain(runtime);
  clock.advance(600_000);
  expect(await readQueue(runtime.pool, clock.now())).toEqual(held(2));
  clock.advance(3_600_000);
  const over = await readQueue(runtime.pool, clock.now());
  expect(over.due).toBe(2);
  expect(over).toMatchObject({ laneOverdueSeconds: 660, oldestDueSeconds: 660, stalledSeconds: 660 });
});

test("what the plan stops is not due, and the lane looks again by itself", async () => {
  const { runtime, clock } = bench;
  await runtime.db.destination.deleteMany();
  const project = await bench.project();
  await project.subscribe(general);
  const ofOrganization = { where: { id: project.organizationId } };
  await runtime.db.organization.update({ ...ofOrganization, data: { plan: "free" } });
  await project.emitCreated("stopped");
  await drain(runtime);
  await project.emitCreated("stopped too");
  await drain(runtime);
  clock.advance(500_000);
  expect(await readQueue(runtime.pool, clock.now())).toEqual(held(2));
  await runtime.db.organization.update({ ...ofOrganization, data: { plan: "enterprise" } });
  clock.advance(100_000);
  await project.flow();
  expect(await project.deliveries()).toMatchObject([{ state: "delivered" }, { state: "delivered" }]);
});

test("an instance admin is told how the instance stands, and nothing of any organization", async () => {
  const { runtime } = bench;
  const heartbeat = await startHeartbeat(runtime);
  const admin = await createPerson(runtime.db, { isInstanceAdmin: true });
  const health = await getHealth(contextOf(runtime, admin));
  expect(health).toMatchObject({
    processes: [{ id: heartbeat.processId, alive: true, isSequencer: false }],
    keys: { current: 1, versions: [1] },
    backup: null,
  });
  expect(health.checks.find((one) => one.name === "worker")?.ok).toBe(true);
  expect(health.samples).toHaveLength(48);
  expect(health.database.bytes).toBeGreaterThan(1_000_000);
  expect(JSON.stringify(health)).not.toMatch(/Acme|Payments/);
  await heartbeat.stop();
  await expect(getHealth(contextOf(runtime, await createPerson(runtime.db)))).rejects.toThrow(
    "Only an instance admin may see how the instance is doing",
  );
});

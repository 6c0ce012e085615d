import path from "node:path";
import { setupCode } from "#server/auth/setup-code.ts";
import { startPipeline } from "#server/delivery/start-pipeline.ts";
import { type Env, exportToNext } from "#server/env.ts";
import { startApiCleanUp } from "#server/http/start-clean-up.ts";
import { type Closers, openRuntime, type Say } from "#server/process/open-runtime.ts";
import { startDoorbell } from "#server/process/doorbell.ts";
import { closeServer, createHttpServer, listen, workerHandler } from "#server/process/http-server.ts";
import { stopInOrder } from "#server/process/stop-in-order.ts";
import { createOperationsHandler } from "#server/operations/answer-operations.ts";
import { startHeartbeat } from "#server/operations/heartbeat.ts";
import { startRetention } from "#server/retention/start-retention.ts";
import { setRuntime, type Runtime } from "#server/runtime.ts";
import { startSlackWatch } from "#server/slack/watch/start-slack-watch.ts";

/**
 * A started process. `stop` takes it down: it takes nothing new, finishes and records what is in flight, then closes
 * the database. Answers what did not end in time and was left behind.
 */
export type Bellwire = { runtime: Runtime; stop(): Promise<string[]> };

const ROOT = path.resolve(import.meta.dirname, "../..");

// Within the 20 s after which server/main.ts ends the process in any case. A request to Slack takes 15 s at most.
const inFlightMs = 16_000;
const requestGraceMs = 10_000;
const closingMs = 1_500;

/** What is ended together, in the order in which it is ended. */
type Lists = { work: Closers; frame: Closers; resources: Closers };

/**
 * Starts one process: database, migrations, key check, runtime, pipeline, HTTP, Next.
 * A start that fails takes down what it had begun.
 */
export async function startBellwire(env: Env, options: { dev: boolean; say: Say }): Promise<Bellwire> {
  const lists: Lists = { work: [], frame: [], resources: [] };
  let logger: Runtime["logger"] | null = null;
  const stop = async () => {
    const failed = (error: unknown, step: string) =>
      logger?.warn({ err: error, step }, "this did not stop well");
    const left = await stopInOrder(
      [
        { name: "work in flight", closers: lists.work, limitMs: inFlightMs },
        { name: "pages", closers: lists.frame, limitMs: closingMs },
      ],
      failed,
    );
    // Connections before the database that they lead to.
    const closers = lists.resources.splice(0).reverse();
    const steps = closers.map((close) => ({ name: "database", closers: [close], limitMs: closingMs }));
    return [...new Set([...left, ...(await stopInOrder(steps, failed))])];
  };
  try {
    const { runtime, url, processId } = await openRuntime(env, lists.resources, options.say);
    logger = runtime.logger;
    setRuntime(runtime);
    const heartbeat = await startHeartbeat(runtime, processId);
    lists.frame.push(() => heartbeat.stop());
    const doorbell = startDoorbell(runtime, url);
    lists.frame.push(() => doorbell.stop());
    if (env.worker !== "off") {
      const pipeline = startPipeline(runtime, url);
      lists.work.push(() => pipeline.stop());
      const watch = startSlackWatch(runtime);
      lists.work.push(() => watch.stop());
      const retention = startRetention(runtime);
      lists.work.push(() => retention.stop());
    }
    await serve(runtime, lists, options.dev);
    options.say(env.worker === "only" ? "Bellwire's worker is ready" : `Bellwire is ready at ${env.appUrl}`);
    if (env.appUrl.startsWith("https:") && env.trustedProxies.length === 0 && env.worker !== "only") {
      options.say(
        "Set TRUSTED_PROXIES to the address of the proxy before Bellwire, else all clients count as one address.",
      );
    }
    await announceSetUp(runtime, options.say);
    return { runtime, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function serve(runtime: Runtime, lists: Lists, dev: boolean): Promise<void> {
  const { env, keyRing } = runtime;
  const operations = createOperationsHandler(runtime);
  const { server, handle } = createHttpServer(runtime, {
    operations,
    metrics: runtime.metrics,
    upgrades: dev,
  });
  if (env.worker === "only") {
    handle(workerHandler);
  } else {
    exportToNext({ appUrl: env.appUrl, authSecret: keyRing.derive("next-auth").toString("hex"), dev });
    // Loaded only now: Next and React settle on development or production as they are loaded.
    const { default: next } = await import("next");
    const app = next({ dev, dir: ROOT, hostname: env.host, port: env.port, httpServer: server, quiet: !dev });
    lists.frame.push(() => app.close());
    await app.prepare();
    handle(app.getRequestHandler());
    const cleanUp = startApiCleanUp(runtime);
    lists.work.push(() => cleanUp.stop());
  }
  await listen(server, env.port, env.host);
  lists.work.push(() => closeServer(server, requestGraceMs));
}

async function announceSetUp({ db, env, keyRing }: Runtime, say: Say): Promise<void> {
  if (env.worker === "only" || (await db.instance.count()) > 0) return;
  say(`Set it up at ${env.appUrl}/set-up`);
  say(`One-time code: ${setupCode(keyRing)}`);
}

import path from "node:path";
import { setupCode } from "#server/auth/setup-code.ts";
import { startPipeline } from "#server/delivery/start-pipeline.ts";
import { type Env, exportToNext } from "#server/env.ts";
import { startApiCleanUp } from "#server/http/start-clean-up.ts";
import { type Closers, openRuntime, type Say } from "#server/process/open-runtime.ts";
import { closeServer, createHttpServer, healthHandler, listen } from "#server/process/http-server.ts";
import { startRetention } from "#server/retention/start-retention.ts";
import { setRuntime, type Runtime } from "#server/runtime.ts";
import { startSlackWatch } from "#server/slack/watch/start-slack-watch.ts";

/** A started process; `stop` takes it down in the reverse order of its start. */
export type Bellwire = { runtime: Runtime; stop(): Promise<void> };

const REQUEST_GRACE_MS = 5000;
const ROOT = path.resolve(import.meta.dirname, "../..");

/**
 * Starts one process: database, migrations, key check, runtime, pipeline, HTTP, Next.
 * A start that fails takes down what it had begun.
 */
export async function startBellwire(env: Env, options: { dev: boolean; say: Say }): Promise<Bellwire> {
  const closers: Closers = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const { runtime, url } = await openRuntime(env, closers, options.say);
    setRuntime(runtime);
    if (env.worker !== "off") {
      const pipeline = startPipeline(runtime, url);
      closers.push(() => pipeline.stop());
      const watch = startSlackWatch(runtime);
      closers.push(() => watch.stop());
      const retention = startRetention(runtime);
      closers.push(() => retention.stop());
    }
    await serve(runtime, closers, options.dev);
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

async function serve(runtime: Runtime, closers: Closers, dev: boolean): Promise<void> {
  const { env, keyRing } = runtime;
  const { server, handle } = createHttpServer(runtime);
  if (env.worker === "only") {
    handle(healthHandler(runtime));
  } else {
    exportToNext({ appUrl: env.appUrl, authSecret: keyRing.derive("next-auth").toString("hex"), dev });
    // Loaded only now: Next and React settle on development or production as they are loaded.
    const { default: next } = await import("next");
    const app = next({ dev, dir: ROOT, hostname: env.host, port: env.port, httpServer: server, quiet: !dev });
    closers.push(() => app.close());
    await app.prepare();
    handle(app.getRequestHandler());
    const cleanUp = startApiCleanUp(runtime);
    closers.push(() => cleanUp.stop());
  }
  await listen(server, env.port, env.host);
  closers.push(() => closeServer(server, REQUEST_GRACE_MS));
}

async function announceSetUp({ db, env, keyRing }: Runtime, say: Say): Promise<void> {
  if (env.worker === "only" || (await db.instance.count()) > 0) return;
  say(`Set it up at ${env.appUrl}/set-up`);
  say(`One-time code: ${setupCode(keyRing)}`);
}

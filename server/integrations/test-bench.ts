import { z } from "zod";
import { createSandbox } from "../../e2e/slack-sandbox/sandbox.ts";
import type { Context } from "#server/context.ts";
import { parseEnv } from "#server/env.ts";
import { type FinishedConnect, finishConnect } from "#server/integrations/finish-connect.ts";
import { type StartedConnect, startConnect } from "#server/integrations/start-connect.ts";
import { createManifest } from "#server/slack/app/manifest.ts";
import { saveSlackApp } from "#server/slack/app/save-slack-app.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";

const created = z.object({ appId: z.string(), clientId: z.string(), clientSecret: z.string() });
const installed = z.object({ token: z.string(), teamId: z.string(), scopes: z.array(z.string()) });
const calls = z.object({ calls: z.array(z.looseObject({ method: z.string(), ok: z.boolean() })) });

export const acme = "T0ACME00001";
export const globex = "T0GLOBEX001";

/** A started connection on its way back, which a test may bend. */
export type Road = { search: string; browserSecret: string | null; ctx: Context };

/** Ends a road as the callback would. */
export const walk = ({ ctx, search, browserSecret }: Road): Promise<FinishedConnect> =>
  finishConnect(ctx, { search, browserSecret });

/** A query with some of its parameters changed, or taken away by null. */
export function withQuery(search: string, over: Record<string, string | null>): string {
  const query = new URLSearchParams(search);
  for (const [key, value] of Object.entries(over)) {
    if (value === null) query.delete(key);
    else query.set(key, value);
  }
  return `?${query}`;
}

/** A Slack stand-in, a database and a world for the tests of this folder, with the instance's app made from its manifest. */
export async function createBench(options: { manyChannels?: number; shareClock?: boolean } = {}) {
  const database = await createTestDatabase();
  const clock = createTestClock();
  const { shareClock, ...rest } = options;
  const sandbox = createSandbox({
    allowHttpRedirects: true,
    ...rest,
    ...(shareClock ? { now: () => clock.now().getTime() } : {}),
  });
  await sandbox.start();
  const env = parseEnv({
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    APP_URL: "http://localhost:3000",
    SLACK_API_URL: `${sandbox.url}/api/`,
    SLACK_AUTHORIZE_URL: `${sandbox.url}/oauth/v2/authorize`,
    SLACK_APPS_URL: `${sandbox.url}/apps`,
  });
  const runtime = createTestRuntime(database, { env, clock });
  const world = await createWorld(database.db);
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  const app = created.parse(await control("POST", "apps", { manifest: createManifest(env), team: acme }));
  await control("POST", "settings", { distributed: true });
  const as = (person: Parameters<typeof contextOf>[1]): Context => contextOf(runtime, person);
  await saveSlackApp(as(world.instanceAdmin), app);

  /** What the person decides at Slack; the answer is the query the browser comes back with. */
  async function consent(url: string, decision: { team?: string; allow?: boolean } = {}): Promise<string> {
    const form = new URLSearchParams({
      team_id: decision.team ?? acme,
      decision: decision.allow === false ? "cancel" : "allow",
    });
    const response = await fetch(url, { method: "POST", body: form, redirect: "manual" });
    const location = response.headers.get("location");
    if (!location) throw new Error(`Slack did not redirect: ${response.status}`);
    return new URL(location).search;
  }

  return {
    database,
    runtime,
    clock,
    world,
    app,
    control,
    as,
    consent,
    fault: (fault: Record<string, unknown>) => control("POST", "faults", fault),
    async install(team: string, scopes?: string[]) {
      const body = { clientId: app.clientId, teamId: team, ...(scopes ? { scopes } : {}) };
      return installed.parse(await control("POST", "install", body));
    },
    async callsOf(method: string) {
      return calls.parse(await control("GET", `calls?method=${method}`)).calls;
    },
    start: (ctx: Context, over: { alias?: string; description?: string } = {}): Promise<StartedConnect> =>
      startConnect(ctx, {
        organizationId: world.organizationId,
        alias: "acme-slack",
        description: "",
        ...over,
      }),
    /** The whole way to Slack and back by one person in one browser. */
    async connect(ctx: Context, over: { organizationId?: string; alias?: string; team?: string } = {}) {
      const { team, ...fields } = over;
      const started = await startConnect(ctx, {
        organizationId: world.organizationId,
        alias: "acme-slack",
        description: "",
        ...fields,
      });
      const search = await consent(started.url, team ? { team } : {});
      return finishConnect(ctx, { search, browserSecret: started.browserSecret });
    },
    /** A connection started by a person and decided on at Slack, not yet finished. */
    async road(ctx: Context, decision: { team?: string; allow?: boolean } = {}): Promise<Road> {
      const { organizationId } = world;
      const started = await startConnect(ctx, { organizationId, alias: "acme-slack", description: "" });
      const search = await consent(started.url, decision);
      return { search, browserSecret: started.browserSecret, ctx };
    },
    /** The connections there are, by alias. */
    integrations: () => database.db.workflowIntegration.findMany({ orderBy: { alias: "asc" } }),
    /** Forgets connections, started ones and faults between tests, and gives the owner and the plan back. */
    async reset() {
      const { db } = database;
      const { organizationId, owner } = world;
      await db.organization.update({ where: { id: organizationId }, data: { plan: "enterprise" } });
      await db.organizationMember.upsert({
        where: { organizationId_userId: { organizationId, userId: owner.id } },
        update: { role: "owner" },
        create: { organizationId, userId: owner.id, role: "owner" },
      });
      await db.workflowIntegration.deleteMany();
      await db.slackOauthState.deleteMany();
      await db.pendingWorkspace.deleteMany();
      await db.paceBucket.deleteMany();
      await db.auditEntry.deleteMany();
      await control("DELETE", "faults");
      await control("DELETE", "calls");
      await control("POST", "settings", { distributed: true });
    },
    async stop() {
      await sandbox.stop();
      await database.drop();
    },
  };
}

export type Bench = Awaited<ReturnType<typeof createBench>>;

import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { callTRPCProcedure } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { exportAudit, exportAuditInput } from "#server/audit/export-audit.ts";
import { totpCode } from "#server/auth/totp.ts";
import { signIn } from "#server/auth/sign-in.ts";
import { sealKey } from "#server/backup/seal-key.ts";
import { withClient } from "#server/backup/test-bench.ts";
import { writeBackup } from "#server/backup/write-backup.ts";
import type { Context } from "#server/context.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { parseEnv } from "#server/env.ts";
import { callApi } from "#server/http/call-route.ts";
import { apiRoutes } from "#server/http/routes.ts";
import { createLogger } from "#server/logger.ts";
import { createReadinessCheck } from "#server/operations/check-readiness.ts";
import { getHealth } from "#server/operations/get-health.ts";
import { readGauges } from "#server/operations/read-gauges.ts";
import { secretsOf } from "#server/process/known-secrets.ts";
import { createPersonWithPassword, from, testPassword } from "#server/testing/account.ts";
import { createCanary } from "#server/testing/canary.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { type Leak, startLeakySlack } from "#server/testing/leaky-slack.ts";
import { drain } from "#server/testing/pipeline.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { startTestSlack } from "#server/testing/sandbox.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf } from "#server/testing/world.ts";
import { permissionInputs } from "#server/trpc/permission-inputs.ts";
import { createPermissionWorld } from "#server/trpc/permission-inputs/world.ts";
import { appRouter } from "#server/trpc/root.ts";

const general = "C0ACMEGEN01";
const definition = z.object({ type: z.enum(["query", "mutation", "subscription"]) });
const byPath: Readonly<Record<string, unknown>> = appRouter._def.procedures;

async function createStage() {
  const canary = createCanary();
  const clock = createTestClock();
  const database = await createTestDatabase();
  const slack = await startTestSlack(() => clock.now().getTime());
  const leaky = await startLeakySlack(slack.url);
  const keyText = `1:${canary.plant("encryption key", randomBytes(32).toString("base64"))}`;
  canary.plant("database password", new URL(database.url).password);
  const env = parseEnv({
    NODE_ENV: "test",
    APP_URL: "http://localhost:3000",
    ENCRYPTION_KEY: keyText,
    METRICS_TOKEN: canary.plant("metrics token", "m3trics-canary-token"),
    SLACK_API_URL: `${leaky.url}/api/`,
    EGRESS_ALLOW: new URL(leaky.url).host,
    SLACK_WEBHOOK_HOSTS: `${leaky.url}, https://hooks.slack.com`,
  });
  const logger = createLogger(
    "trace",
    { write: (line) => canary.take("the log", line) },
    secretsOf(env, database.url),
  );
  const keyRing = parseKeyRing(keyText);
  const runtime = createTestRuntime(database, { clock, env, keyRing, logger, random: () => 0 });
  return { canary, clock, database, slack, leaky, keyText, runtime };
}
type Stage = Awaited<ReturnType<typeof createStage>>;

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(async () => {
  await stage.leaky.close();
  await stage.slack.stop();
  await stage.database.drop();
});

/** Calls a procedure as somebody; what it answers or refuses with is taken unless it shows a new secret on purpose. */
async function call(ctx: Context, name: string, input: unknown, shows = false): Promise<unknown> {
  const procedure = byPath[name];
  if (typeof procedure !== "function" || !("_def" in procedure)) throw new Error(`${name} is no procedure.`);
  const { type } = definition.parse(procedure._def);
  const options = {
    router: appRouter,
    path: name,
    getRawInput: async () => input,
    ctx,
    type,
    signal: undefined,
    batchIndex: 0,
  };
  const answer: unknown = await callTRPCProcedure(options).catch((error: unknown) => {
    stage.canary.take(`the refusal of ${name}`, error);
    if (shows) throw error;
    return null;
  });
  if (!shows) stage.canary.take(`the answer of ${name}`, answer);
  return answer;
}

const idAnswer = z.object({ id: z.string() });
const lastPart = (url: string) => url.slice(url.lastIndexOf("/") + 1);

/** People, their passwords, second factor, links and programs, right and wrong. */
async function people(
  { canary, runtime, clock }: Stage,
  world: Awaited<ReturnType<typeof createPermissionWorld>>,
) {
  const person = await createPersonWithPassword(runtime);
  const me = contextOf(runtime, person);
  const password = canary.plant("password", 'my pässword "quoted" & long');
  await call(me, "account.changePassword", { current: testPassword, password });
  const wrong = canary.plant("wrong password", "a wrong pässword / typed once");
  for (const tried of [wrong, password]) {
    const credentials = { email: person.email, password: tried };
    canary.take(
      "signing in",
      await signIn(runtime, from("198.51.100.7"), credentials).catch((e: unknown) => e),
    );
  }
  const totp = z.object({ secret: z.string(), uri: z.string() });
  const begun = totp.parse(await call(me, "account.beginTotp", { password }, true));
  canary.plant("TOTP secret", begun.secret);
  const codes = z.object({ recoveryCodes: z.array(z.string()) });
  const confirmed = await call(
    me,
    "account.confirmTotp",
    { code: totpCode(begun.secret, clock.now()) },
    true,
  );
  for (const [n, code] of codes.parse(confirmed).recoveryCodes.entries())
    canary.plant(`recovery code ${n}`, code);

  const { organizationId, projectId } = world;
  const owner = contextOf(runtime, world.owner);
  const link = z.object({ link: z.string() });
  const invited = await call(
    owner,
    "invitations.create",
    { organizationId, email: "new@example.test" },
    true,
  );
  canary.plant("invitation token", lastPart(link.parse(invited).link));
  const reset = await call(
    contextOf(runtime, world.instanceAdmin),
    "passwordResets.create",
    { userId: person.id },
    true,
  );
  canary.plant("reset token", lastPart(link.parse(reset).link));

  const made = await call(owner, "identities.create", { organizationId, name: "canary" });
  const identityId = idAnswer.parse(made).id;
  const secret = await call(owner, "identities.createClientSecret", { organizationId, identityId }, true);
  const clientSecret = canary.plant(
    "client secret",
    z.object({ clientSecret: z.string() }).parse(secret).clientSecret,
  );
  await call(owner, "identities.addToProject", { projectId, identityId, role: "admin" });
  const { clientId } = await runtime.db.machineIdentity.findUniqueOrThrow({ where: { id: identityId } });
  const login = (given: string) =>
    callApi(runtime, "POST", "/auth/universal-auth/login", null, {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ clientId, clientSecret: given }),
    });
  const wrongSecret = canary.plant("wrong client secret", "bws_wr0ng-canary-wr0ng-canary");
  canary.take("a refused login", await (await login(wrongSecret)).text());
  const { accessToken } = z
    .object({ accessToken: z.string() })
    .parse(await (await login(clientSecret)).json());
  canary.plant("access token", accessToken);
  return { accessToken };
}

/** A Slack app, a workspace by token, a channel and a webhook, used with success and with every failure. */
async function delivering(
  { canary, runtime, clock, slack, leaky }: Stage,
  world: Awaited<ReturnType<typeof createPermissionWorld>>,
) {
  const app = z
    .object({ clientId: z.string(), clientSecret: z.string(), signingSecret: z.string() })
    .parse(await slack.control("POST", "apps", { name: "Canary", team: slack.teamId }));
  canary.plant("Slack client secret", app.clientSecret);
  canary.plant("signing secret", app.signingSecret);
  canary.plant("bot token", slack.token);
  await call(contextOf(runtime, world.instanceAdmin), "slackApp.save", app);
  const { organizationId, projectId } = world;
  const owner = contextOf(runtime, world.owner);
  leaky.repeat("error");
  await call(owner, "integrations.connectWithToken", {
    organizationId,
    token: slack.token,
    alias: "refused",
  });
  leaky.repeat("none");
  const connected = await call(owner, "integrations.connectWithToken", {
    organizationId,
    token: slack.token,
    alias: "canary",
  });
  const { id: integrationId } = idAnswer.parse(connected);
  await call(owner, "integrations.refreshChannels", { projectId, integrationId });
  const admin = contextOf(runtime, world.projectAdmin);
  const { destinationId } = await subscribeChannel(runtime, { projectId, integrationId, channelId: general });
  const hook = z
    .object({ url: z.string() })
    .parse(await slack.control("POST", "webhooks", { channel: general }));
  canary.plant("webhook's secret", lastPart(hook.url));
  const webhookUrl = new URL(new URL(hook.url).pathname, leaky.url).href;
  const added = await call(admin, "notifications.addSlackWebhook", {
    projectId,
    name: "Canary",
    webhookUrl,
    eventTypes: ["access-request:*"],
  });
  const destinationIds = [destinationId, idAnswer.parse(added).id];
  const ways: Leak[] = ["none", "error", "html", "html-200", "text-404", "cut"];
  for (const [n, way] of ways.entries()) {
    leaky.repeat(way);
    await call(admin, "accessRequests.create", {
      projectId,
      environment: "prod",
      secretPath: `/app/canary-${n}`,
      permissions: ["read"],
      durationSeconds: 3_600,
      note: `way ${way}`,
    });
    for (const id of destinationIds) {
      await call(admin, "notifications.sendTest", {
        projectId,
        destinationId: id,
        eventType: "access-request:create",
      });
    }
    for (let passed = 0; passed < 3; passed += 1) {
      await drain(runtime);
      clock.advance(2_000);
    }
    // Marks of one way must not keep the next from being tried.
    await runtime.db.destination.updateMany({
      where: { projectId },
      data: { brokenCode: null, brokenAt: null },
    });
    await runtime.db.workflowIntegration.updateMany({ data: { brokenCode: null, brokenAt: null } });
    await runtime.db.lane.updateMany({ data: { wakeAt: clock.now() } });
  }
  leaky.repeat("none");
  for (const id of destinationIds) {
    const ended = await runtime.db.attempt.groupBy({ by: ["outcome"], where: { destinationId: id } });
    expect(ended.length, "outcomes of one destination").toBeGreaterThanOrEqual(3);
  }
  return { integrationId, destinationIds };
}

/** Everything that can be looked at: procedures, routes, exports, the whole database as a backup holds it, health. */
async function look(
  { canary, runtime, database, keyText, clock }: Stage,
  world: Awaited<ReturnType<typeof createPermissionWorld>>,
  found: { integrationId: string; destinationIds: string[]; accessToken: string },
) {
  const { organizationId, projectId } = world;
  const deliveries = await runtime.db.delivery.findMany({
    where: { projectId },
    select: { id: true, eventId: true },
  });
  const places = [
    {
      destinationId: found.destinationIds[0] ?? "",
      deliveryId: deliveries[0]?.id ?? "",
      eventId: deliveries[0]?.eventId ?? "",
    },
    ...found.destinationIds.map((destinationId) => ({ destinationId })),
    ...deliveries.map(({ id, eventId }) => ({ deliveryId: id, eventId })),
  ];
  for (const role of ["instanceAdmin", "owner", "projectAdmin", "projectViewer", "stranger"] as const) {
    // Whoever may look at most looks at everything, the others at one of each.
    for (const place of role === "projectAdmin" ? places : places.slice(0, 1)) {
      const here = { ...world, integrationId: found.integrationId, ...place };
      for (const [name, inputOf] of permissionInputs) {
        const procedure = byPath[name];
        if (typeof procedure !== "function" || !("_def" in procedure)) continue;
        if (definition.parse(procedure._def).type === "query") {
          await call(contextOf(runtime, world[role]), name, inputOf(here));
        }
      }
    }
  }
  const params: Record<string, string> = {
    projectId,
    organizationId,
    deliveryId: deliveries[0]?.id ?? "",
    eventId: deliveries[0]?.eventId ?? "",
  };
  for (const route of apiRoutes.filter(({ method }) => method === "GET")) {
    const address = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? projectId);
    for (const caller of [{ accessToken: found.accessToken }, { person: world.owner }, null]) {
      canary.take(`GET ${route.path}`, await (await callApi(runtime, "GET", address, caller)).text());
    }
  }
  for (const format of ["ndjson", "csv"] as const) {
    for (const scope of [organizationId, null]) {
      const ctx = contextOf(runtime, scope === null ? world.instanceAdmin : world.owner);
      const { body } = await exportAudit(ctx, exportAuditInput.parse({ organizationId: scope, format }));
      canary.take(`the ${format} export of the audit log`, await new Response(body).text());
    }
  }
  runtime.metrics.observe(await readGauges(runtime));
  canary.take("metrics", await runtime.metrics.text());
  canary.take("readiness", await createReadinessCheck(runtime)());
  canary.take("health", await getHealth(contextOf(runtime, world.instanceAdmin)));
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-canary-"));
  const file = path.join(folder, "backup.tar.gz");
  const passphrase = canary.plant("backup passphrase", "a canary's passphrase");
  await withClient(database.url, async (client) => {
    return writeBackup({ client, file, now: clock.now(), sealedKey: await sealKey(keyText, passphrase) });
  });
  canary.take("the backup", gunzipSync(await readFile(file)).toString("utf8"));
  await rm(folder, { recursive: true });
}

test("no secret that goes through comes out: not in logs, attempts, errors, audit, exports, answers, metrics or backups", async () => {
  const { canary, runtime } = stage;
  await runtime.db.instance.create({ data: { id: 1, setUpAt: runtime.clock.now() } });
  const world = await createPermissionWorld(runtime);
  const { accessToken } = await people(stage, world);
  const found = await delivering(stage, world);
  await look(stage, world, { ...found, accessToken });
  expect(canary.planted().length).toBeGreaterThan(20);
  const places = new Set(canary.taken());
  expect(places.size).toBeGreaterThan(60);
  expect(places).toContain("the log");
  expect(canary.leaks()).toEqual([]);
}, 120_000);

test("the search finds a secret in every form, also inside longer base64", () => {
  const canary = createCanary();
  const secret = canary.plant("it", 's3cret "with" ümläut/+');
  const forms = {
    plain: secret,
    percent: encodeURIComponent(secret),
    base64: Buffer.from(secret).toString("base64"),
    basic: Buffer.from(`user:${secret}!`).toString("base64"),
    url: Buffer.from(secret).toString("base64url"),
    json: JSON.stringify({ secret }),
    twice: JSON.stringify(JSON.stringify({ secret })),
  };
  canary.take("nothing", "nothing");
  for (const [name, form] of Object.entries(forms)) canary.take(name, `before ${form} after`);
  expect(canary.leaks()).toEqual(Object.keys(forms).map((name) => `it in ${name}`));
});

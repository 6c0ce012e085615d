import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportAudit, exportAuditInput } from "#server/audit/export-audit.ts";
import { sealKey } from "#server/backup/seal-key.ts";
import { withClient } from "#server/backup/test-bench.ts";
import { writeBackup } from "#server/backup/write-backup.ts";
import { callApi } from "#server/http/call-route.ts";
import { apiRoutes } from "#server/http/routes.ts";
import { createReadinessCheck } from "#server/operations/check-readiness.ts";
import { getHealth } from "#server/operations/get-health.ts";
import { readGauges } from "#server/operations/read-gauges.ts";
import { createCanary } from "#server/testing/canary.ts";
import { call, createStage, type Stage, typeOf } from "#server/testing/canary-stage.ts";
import { usePeople, useSlack } from "#server/testing/canary-ways.ts";
import { contextOf } from "#server/testing/world.ts";
import { permissionInputs } from "#server/trpc/permission-inputs.ts";
import { createPermissionWorld, type PermissionWorld } from "#server/trpc/permission-inputs/world.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(async () => {
  await stage.leaky.close();
  await stage.slack.stop();
  await stage.database.drop();
});

/** Everything that can be looked at: procedures, routes, exports, the whole database as a backup holds it, health. */
async function look(
  { canary, runtime, database, keyText, clock }: Stage,
  world: PermissionWorld,
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
  const asked = new Set<string>();
  for (const role of ["projectAdmin", "owner", "instanceAdmin", "projectViewer", "stranger"] as const) {
    // Whoever may look at most looks at everything, the others at one of each.
    for (const place of role === "projectAdmin" ? places : places.slice(0, 1)) {
      for (const [name, inputOf] of permissionInputs) {
        const input = inputOf({ ...world, integrationId: found.integrationId, ...place });
        const question = `${role} ${name} ${JSON.stringify(input)}`;
        if (typeOf(name) !== "query" || asked.has(question)) continue;
        asked.add(question);
        await call(canary, contextOf(runtime, world[role]), name, input);
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
  const { accessToken } = await usePeople(stage, world);
  const found = await useSlack(stage, world);
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

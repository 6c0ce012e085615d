import { callTRPCProcedure } from "@trpc/server";
import { expect, it } from "vitest";
import { z } from "zod";
import { WITHHELD } from "#server/audit/without-secrets.ts";
import { parseEnv } from "#server/env.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf } from "#server/testing/world.ts";
import { permissionInputs } from "#server/trpc/permission-inputs.ts";
import { createPermissionWorld } from "#server/trpc/permission-inputs/world.ts";
import { appRouter } from "#server/trpc/root.ts";

// Names under which secrets come in and go out, whatever procedure they belong to.
const secretNames =
  /^(?:.*password|.*token|.*secret|code|codes|recoveryCodes|signingSecret|accessToken|clientSecret|url|link|uri)$/i;
const definition = z.object({ type: z.enum(["query", "mutation", "subscription"]) });
const byPath: Readonly<Record<string, unknown>> = appRouter._def.procedures;

/** Every text under a secret's name in what a procedure was given or answered. */
function secretsIn(value: unknown, name = ""): string[] {
  if (typeof value === "string") {
    if (!secretNames.test(name)) return [];
    // Of a link, what makes it secret is its last part.
    return [value, value.split(/[/#=]/).at(-1) ?? value].filter((one) => one.length >= 8);
  }
  if (Array.isArray(value)) return value.flatMap((one) => secretsIn(one, name));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => secretsIn(one, key));
}

it("no procedure leaves a secret that it was given or gave out in the audit log", async () => {
  const database = await createTestDatabase();
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", SLACK_API_URL: "http://127.0.0.1:9/api/" });
  const runtime = createTestRuntime(database, { env });
  await runtime.db.instance.create({ data: { id: 1, setUpAt: runtime.clock.now() } });
  const secrets = new Map<string, string>();
  for (const role of ["owner", "projectAdmin", "instanceAdmin"] as const) {
    const world = await createPermissionWorld(runtime);
    for (const [path, inputOf] of permissionInputs) {
      const procedure = byPath[path];
      if (typeof procedure !== "function" || !("_def" in procedure))
        throw new Error(`${path} is no procedure.`);
      const { type } = definition.parse(procedure._def);
      if (type !== "mutation") continue;
      const input = inputOf(world);
      for (const secret of secretsIn(input)) secrets.set(secret, path);
      const answer: unknown = await callTRPCProcedure({
        router: appRouter,
        path,
        getRawInput: async () => input,
        ctx: contextOf(runtime, world[role]),
        type,
        signal: undefined,
        batchIndex: 0,
      }).catch(() => null);
      for (const secret of secretsIn(answer)) secrets.set(secret, path);
    }
  }
  const entries = await runtime.db.auditEntry.findMany();
  await database.drop();
  expect(entries.length).toBeGreaterThan(20);
  expect(secrets.size).toBeGreaterThan(3);
  const json = entries.map((entry) =>
    JSON.stringify(entry, (_, one) => (typeof one === "bigint" ? String(one) : one)),
  );
  const leaked = [...secrets].flatMap(([secret, path]) => {
    const entry = entries[json.findIndex((text) => text.includes(JSON.stringify(secret).slice(1, -1)))];
    return entry ? [`${path} left a secret in ${entry.action}`] : [];
  });
  expect(leaked).toEqual([]);
  // The last line of defence withheld nothing: no verb tried to write a secret in the first place.
  expect(json.filter((text) => text.includes(WITHHELD))).toEqual([]);
}, 120_000);

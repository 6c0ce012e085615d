import { randomBytes } from "node:crypto";
import { callTRPCProcedure } from "@trpc/server";
import { z } from "zod";
import type { Context } from "#server/context.ts";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { parseEnv } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";
import { secretsOf } from "#server/process/known-secrets.ts";
import { createCanary } from "#server/testing/canary.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { startLeakySlack } from "#server/testing/leaky-slack.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { startTestSlack } from "#server/testing/sandbox.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { appRouter } from "#server/trpc/root.ts";

type Canary = ReturnType<typeof createCanary>;
const definition = z.object({ type: z.enum(["query", "mutation", "subscription"]) });
const byPath: Readonly<Record<string, unknown>> = appRouter._def.procedures;

/** A database, a Slack that repeats what it is told, and a log that is listened to. */
export async function createStage() {
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
export type Stage = Awaited<ReturnType<typeof createStage>>;

/** Whether a procedure only reads. */
export function typeOf(name: string) {
  const procedure = byPath[name];
  if (typeof procedure !== "function" || !("_def" in procedure)) throw new Error(`${name} is no procedure.`);
  return definition.parse(procedure._def).type;
}

/** Calls a procedure as somebody; what it answers or refuses with is taken unless it shows a new secret on purpose. */
export async function call(
  canary: Canary,
  ctx: Context,
  name: string,
  input: unknown,
  shows = false,
): Promise<unknown> {
  const type = typeOf(name);
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
    canary.take(`the refusal of ${name}`, error);
    if (shows) throw error;
    return null;
  });
  if (!shows) canary.take(`the answer of ${name}`, answer);
  return answer;
}

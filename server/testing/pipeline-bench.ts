import { parseEnv } from "#server/env.ts";
import { type Context, systemContext } from "#server/context.ts";
import { emit } from "#server/events/emit.ts";
import { accessRequestTypes } from "#server/events/types/access-request.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { drain } from "#server/testing/pipeline.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { startTestSlack } from "#server/testing/sandbox.ts";
import { connectWorkspace, subscribeChannel } from "#server/testing/slack-workspace.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { createWorld } from "#server/testing/world.ts";

/** A database, a Slack, and a clock that stands, for tests of what becomes of events. */
export async function createPipelineBench(over: Partial<Runtime> = {}) {
  const clock = createTestClock();
  const database = await createTestDatabase();
  const slack = await startTestSlack(() => clock.now().getTime());
  const runtime = createTestRuntime(database, {
    clock,
    random: () => 0,
    env: parseEnv({
      NODE_ENV: "test",
      APP_URL: "http://localhost:3000",
      LOG_LEVEL: "silent",
      ...slack.settings,
    }),
    ...over,
  });
  const ctx: Context = systemContext(runtime, "test");
  return {
    clock,
    slack,
    runtime,
    ctx,
    url: database.url,
    /** A project of its own, connected to the workspace. */
    async project() {
      const world = await createWorld(runtime.db);
      const { organizationId, projectId } = world;
      const integrationId = await connectWorkspace(runtime, {
        organizationId,
        token: slack.token,
        teamId: slack.teamId,
      });
      const deliveries = () =>
        runtime.db.delivery.findMany({
          where: { projectId },
          orderBy: [{ laneOrder: "asc" }, { id: "asc" }],
        });
      return {
        ...world,
        integrationId,
        deliveries,
        subscribe: (channelId: string) => subscribeChannel(runtime, { projectId, integrationId, channelId }),
        emitCreated: (note: string) =>
          runtime.db.$transaction((tx) =>
            emit(tx, ctx, accessRequestTypes.created, {
              projectId,
              subject: `access-request/${note}`,
              environment: "prod",
              secretPath: "/payments/stripe",
              data: { ...accessRequestTypes.created.sample.data, note },
            }),
          ),
        emitReviewed: (note: string) =>
          runtime.db.$transaction((tx) =>
            emit(tx, ctx, accessRequestTypes.reviewed, {
              projectId,
              subject: `access-request/${note}`,
              environment: "prod",
              secretPath: "/payments/stripe",
              data: accessRequestTypes.reviewed.sample.data,
            }),
          ),
        /** Moves the clock second by second and drains, until nothing waits or the time is over. */
        async flow(maxMs = 120_000) {
          for (let passed = 0; passed < maxMs; passed += 1_000) {
            await drain(runtime);
            if ((await deliveries()).every((delivery) => delivery.state !== "waiting")) return;
            clock.advance(1_000);
          }
        },
      };
    },
    async close() {
      await slack.stop();
      await database.drop();
    },
  };
}

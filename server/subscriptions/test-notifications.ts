import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { emit } from "#server/events/emit.ts";
import { accessRequestTypes } from "#server/events/types/access-request.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { sequenceAll } from "#server/testing/pipeline.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { connectWorkspace } from "#server/testing/slack-workspace.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";

/** For tests: an organization with a project, a connected workspace and four of its channels, C4 archived. */
export async function createNotificationWorld() {
  const database = await createTestDatabase();
  const clock = createTestClock();
  const runtime = createTestRuntime(database, { clock });
  const world = await createWorld(runtime.db);
  const { organizationId } = world;
  const integrationId = await connectWorkspace(runtime, { organizationId, token: "xoxb-test", teamId: "T1" });
  for (const [channelId, name, isPrivate, isArchived] of [
    ["C1", "deploys", false, false],
    ["C2", "security", false, false],
    ["C3", "secrets", true, false],
    ["C4", "old", false, true],
  ] as const) {
    await runtime.db.slackChannel.create({
      data: {
        integrationId,
        channelId,
        name,
        isPrivate,
        isArchived,
        isMember: true,
        isShared: false,
        seenAt: clock.now(),
      },
    });
  }
  return {
    ...world,
    runtime,
    clock,
    db: runtime.db,
    integrationId,
    /** A project admin's context. */
    ctx: contextOf(runtime, world.projectAdmin),
    as: (person: Parameters<typeof contextOf>[1]) => contextOf(runtime, person),
    database,
    drop: () => database.drop(),
  };
}

type Place = { projectId: string; environment?: string; secretPath?: string };

/** Emits an access request of the sample's words in a place, sequences it and returns the event's id. */
export async function happen(runtime: Runtime, place: Place): Promise<string> {
  const { sample } = accessRequestTypes.created;
  const { projectId, environment = "prod", secretPath = "/payments/stripe" } = place;
  const ctx = contextOf(runtime, null);
  const eventId = await runtime.db.$transaction((tx) =>
    emit(tx, ctx, accessRequestTypes.created, {
      projectId,
      subject: `access-request/${newId()}`,
      environment,
      secretPath,
      data: { ...sample.data, environment, secretPath },
    }),
  );
  await sequenceAll(runtime);
  return eventId;
}

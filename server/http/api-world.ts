import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createIdentity } from "#server/testing/identity.ts";
import { connectWorkspace } from "#server/testing/slack-workspace.ts";
import { createPermissionWorld } from "#server/trpc/permission-inputs/world.ts";

/** For tests: the world of the permission test, with a program that the routes of authentication are about. */
export async function createApiWorld(runtime: Runtime) {
  const world = await createPermissionWorld(runtime);
  const { organizationId, projectId } = world;
  // More than one of what is removed, so that a removal leaves something to be removed by another name.
  const connect = (alias: string) =>
    connectWorkspace(runtime, { organizationId, token: "xoxb-x", teamId: `T${newId().slice(-8)}`, alias });
  const spareIntegrationId = await connect("spare");
  await connect("active");
  const spareEnvironmentId = newId();
  await runtime.db.environment.create({
    data: { id: spareEnvironmentId, projectId, slug: "spare", name: "Spare", position: 9 },
  });
  return {
    ...world,
    spareIntegrationId,
    spareEnvironmentId,
    program: await createIdentity(runtime, { organizationId, projectId }),
  };
}
export type ApiWorld = Awaited<ReturnType<typeof createApiWorld>>;

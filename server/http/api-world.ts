import type { Runtime } from "#server/runtime.ts";
import { createIdentity } from "#server/testing/identity.ts";
import { createPermissionWorld } from "#server/trpc/permission-inputs/world.ts";

/** For tests: the world of the permission test, with a program that the routes of authentication are about. */
export async function createApiWorld(runtime: Runtime) {
  const world = await createPermissionWorld(runtime);
  const { organizationId, projectId } = world;
  return { ...world, program: await createIdentity(runtime, { organizationId, projectId }) };
}
export type ApiWorld = Awaited<ReturnType<typeof createApiWorld>>;

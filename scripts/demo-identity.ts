// The program's account of the demo: a machine identity that may do everything in the sample project.
import { z } from "zod";
import { type Context, systemContext } from "#server/context.ts";
import { addIdentityToProject } from "#server/identities/add-to-project.ts";
import { createClientSecret } from "#server/identities/create-client-secret.ts";
import { createIdentity, createIdentityInput } from "#server/identities/create-identity.ts";
import type { Runtime } from "#server/runtime.ts";

/** What a program logs in with. */
export const demoIdentity = z.object({ clientId: z.string(), clientSecret: z.string() });
export type DemoIdentity = z.infer<typeof demoIdentity>;

type Place = { organizationId: string; projectId: string };

/** Makes the identity with a client secret that does not expire, and adds it to the project as its admin. */
export async function seedIdentity(ctx: Context, place: Place): Promise<DemoIdentity> {
  const { organizationId, projectId } = place;
  const earlier = await ctx.db.machineIdentity.count({
    where: { organizationId, name: { startsWith: "deploy-pipeline" } },
  });
  const name = earlier === 0 ? "deploy-pipeline" : `deploy-pipeline-${earlier + 1}`;
  const { id: identityId } = await createIdentity(ctx, createIdentityInput.parse({ organizationId, name }));
  await addIdentityToProject(ctx, { projectId, identityId, role: "admin" });
  const { clientId, clientSecret } = await createClientSecret(ctx, {
    organizationId,
    identityId,
    description: "Written to demo.json",
    expiresAt: null,
    usesMax: null,
  });
  return { clientId, clientSecret };
}

/** For a demo that was filled before it had a program: null where its organization or project is gone. */
export async function addIdentityLater(runtime: Runtime, place: Place): Promise<DemoIdentity | null> {
  const { organizationId, projectId: id } = place;
  if ((await runtime.db.project.count({ where: { id, organizationId } })) === 0) return null;
  return seedIdentity(systemContext(runtime, "demo"), place);
}

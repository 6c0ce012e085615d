import { z } from "zod";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPolicy, createPolicyInput } from "#server/access-requests/create-policy.ts";
import { createRequest, createRequestInput } from "#server/access-requests/create-request.ts";
import { contextOf, createPerson, createWorld } from "#server/testing/world.ts";

type World = Awaited<ReturnType<typeof createWorld>>;
type Person = World["owner"];

/** A world with three approvers (the first also works as an ordinary member), and shorthands for the verbs. */
export async function createAccessWorld(runtime: Runtime) {
  const { db } = runtime;
  const world = await createWorld(db);
  const join = async () => {
    const person = await createPerson(db);
    const { organizationId, projectId } = world;
    await db.organizationMember.create({ data: { organizationId, userId: person.id, role: "member" } });
    await db.projectMember.create({ data: { projectId, userId: person.id, role: "member" } });
    return person;
  };
  const approvers = [await join(), await join(), await join()] as const;
  const bypasser = await join();
  const as = (person: Person | null): Context => contextOf(runtime, person);
  const approverIds = approvers.map((p) => p.id);

  const policy = (over: Partial<z.input<typeof createPolicyInput>> = {}) =>
    createPolicy(
      as(world.projectAdmin),
      createPolicyInput.parse({
        projectId: world.projectId,
        name: `Policy ${newId()}`,
        pathGlob: "/app/**",
        approverIds,
        bypasserIds: [bypasser.id],
        requiredApprovals: 2,
        ...over,
      }),
    );
  const request = (
    over: Partial<z.input<typeof createRequestInput>> = {},
    by: Person = world.projectMember,
  ) =>
    createRequest(
      as(by),
      createRequestInput.parse({
        projectId: world.projectId,
        environment: "prod",
        secretPath: "/app/db",
        permissions: ["read"],
        durationSeconds: 3600,
        note: "Please.",
        ...over,
      }),
    );
  /** The events of a request that wait for the sequencer, oldest first. */
  const events = async (requestId: string) => {
    const rows = await db.outbox.findMany({ where: { projectId: world.projectId }, orderBy: { id: "asc" } });
    const payload = z.object({
      type: z.string(),
      subject: z.string(),
      data: z.record(z.string(), z.unknown()),
    });
    return rows
      .map((row) => payload.parse(row.payload))
      .filter((e) => e.subject === `access-request/${requestId}`);
  };
  return { ...world, approvers, approverIds, bypasser, as, policy, request, events };
}
export type AccessWorld = Awaited<ReturnType<typeof createAccessWorld>>;

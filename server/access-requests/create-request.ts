import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { placeOf } from "#server/authz/place-where.ts";
import { type Context, requireUser } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { decideAsk } from "#server/access-requests/decide-ask.ts";
import { askedSchema } from "#server/access-requests/fields.ts";
import { unlessRefused } from "#server/access-requests/load-request.ts";
import { lockPolicies, patiently } from "#server/access-requests/lock-requests.ts";
import { livingPolicies } from "#server/access-requests/policies.ts";
import { environmentSlugs } from "#server/access-requests/environment-slugs.ts";
import { auditedAsk, auditRequest } from "#server/access-requests/request-audit.ts";
import { emitCreated } from "#server/access-requests/request-events.ts";
import { writeRevision } from "#server/access-requests/write-revision.ts";

export const createRequestInput = askedSchema.extend({ projectId: z.uuid() });

/**
 * Asks for access. The policy that covers the environment and path says who decides; where none does, the request is
 * refused, since access needs none there.
 */
export async function createRequest(ctx: Context, input: z.output<typeof createRequestInput>) {
  const requester = requireUser(ctx);
  const created = await ctx.db.$transaction(async (tx) => {
    const at = placeOf(input);
    const { project } = await requireProject(ctx, input.projectId, "access-request:create", tx, at);
    await lockPolicies(tx, project.id, "read");
    const { policy } = unlessRefused(
      decideAsk(
        {
          environments: await environmentSlugs(tx, project.id),
          policies: await livingPolicies(tx, project.id),
        },
        input,
      ),
    );
    const now = ctx.clock.now();
    const { environment, secretPath, permissions, durationSeconds, note } = input;
    const asked = { environment, secretPath, permissions, durationSeconds, note };
    const request = { id: newId(), projectId: project.id, ...asked };
    await tx.accessRequest.create({
      data: { ...request, policyId: policy.id, requesterId: requester.id, createdAt: now, updatedAt: now },
      select: { id: true },
    });
    await writeRevision(tx, ctx, { requestId: request.id, ...asked, revision: 1, editorNote: "" });
    const told = { ...request, requester };
    await auditRequest(tx, ctx, project, told, {
      action: "created",
      after: { ...auditedAsk(asked), policy: policy.name },
    });
    await emitCreated(tx, ctx, told);
    return { id: request.id, policyId: policy.id, revision: 1 };
  }, patiently);
  ctx.kick.sequencer();
  return created;
}

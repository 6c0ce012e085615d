import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { placeOf } from "#server/authz/place-where.ts";
import { type Context, requireUser } from "#server/context.ts";
import { conflict } from "#server/errors.ts";
import { decideAsk } from "#server/access-requests/decide-ask.ts";
import { decideEdit } from "#server/access-requests/decide-edit.ts";
import { environmentSlugs } from "#server/access-requests/environment-slugs.ts";
import { askedSchema, noteSchema } from "#server/access-requests/fields.ts";
import { loadRequest, unlessRefused } from "#server/access-requests/load-request.ts";
import { lockPolicies, lockRequest, patiently } from "#server/access-requests/lock-requests.ts";
import { livingPolicies } from "#server/access-requests/policies.ts";
import { auditedAsk, auditRequest } from "#server/access-requests/request-audit.ts";
import { emitUpdated } from "#server/access-requests/request-events.ts";
import { writeEdit } from "#server/access-requests/write-revision.ts";

export const updateRequestInput = askedSchema
  .omit({ note: true })
  .partial()
  .extend({
    projectId: z.uuid(),
    requestId: z.uuid(),
    /** The revision that the editor saw. */
    revision: z.int().min(1),
    /** Only the requester may change it. */
    note: noteSchema.optional(),
    editorNote: noteSchema.default(""),
  });

/** Edits a pending request; what is left out stays. The policy is found anew, and approvals start again. */
export async function updateRequest(ctx: Context, input: z.output<typeof updateRequestInput>) {
  const actor = requireUser(ctx);
  const updated = await ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, input.projectId, "access-request:create", tx);
    const { project, role } = access;
    await lockPolicies(tx, project.id, "read");
    await lockRequest(tx, project.id, input.requestId);
    const { request, state } = await loadRequest(tx, access, input.requestId);
    await requireProject(ctx, project.id, "access-request:create", tx, placeOf(request));
    const before = auditedAsk(request);
    const { environment, secretPath, permissions, durationSeconds, note } = input;
    const after = {
      environment: environment ?? before.environment,
      secretPath: secretPath ?? before.secretPath,
      permissions: permissions ?? before.permissions,
      durationSeconds: durationSeconds === undefined ? before.durationSeconds : durationSeconds,
      note: note ?? before.note,
    };
    const edit = { revision: input.revision, changesNote: after.note !== before.note };
    unlessRefused(decideEdit(state, { id: actor.id, isProjectAdmin: role === "admin" }, edit));
    if (JSON.stringify(after) === JSON.stringify(before)) {
      throw conflict("Nothing was changed, so the request and its approvals stay as they are.");
    }
    await requireProject(ctx, project.id, "access-request:create", tx, placeOf(after));
    const { policy } = unlessRefused(
      decideAsk(
        {
          environments: await environmentSlugs(tx, project.id),
          policies: await livingPolicies(tx, project.id),
        },
        after,
      ),
    );
    const revision = request.revision + 1;
    const edited = { ...after, policyId: policy.id, revision, editorNote: input.editorNote };
    await writeEdit(tx, ctx, request.id, edited);
    const told = { ...request, ...after };
    await auditRequest(tx, ctx, project, told, {
      action: "updated",
      before: { ...before, policy: request.policy.name },
      after: { ...after, policy: policy.name, editorNote: input.editorNote },
    });
    await emitUpdated(tx, ctx, told, { editor: actor, editorNote: input.editorNote });
    return { id: request.id, policyId: policy.id, revision };
  }, patiently);
  ctx.kick.sequencer();
  return updated;
}

import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import type { Asked } from "#server/access-requests/fields.ts";

type Edited = Asked & { policyId: string; revision: number; editorNote: string };

/** Writes a new revision of a locked request, and who made it. Reviews of earlier revisions count no more. */
export async function writeEdit(tx: Tx, ctx: Context, requestId: string, edited: Edited): Promise<void> {
  const now = ctx.clock.now();
  await tx.accessRequest.update({
    where: { id: requestId },
    data: { ...edited, updatedAt: now },
    select: { id: true },
  });
  const { environment, secretPath, permissions, durationSeconds, revision, editorNote } = edited;
  await tx.accessRequestEdit.create({
    data: {
      requestId,
      revision,
      editorId: ctx.actor?.kind === "user" ? ctx.actor.id : null,
      editorName: ctx.actor?.name ?? "",
      editorNote,
      environment,
      secretPath,
      permissions,
      durationSeconds,
      createdAt: now,
    },
    select: { requestId: true },
  });
}

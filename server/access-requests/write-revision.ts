import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import type { Asked } from "#server/access-requests/fields.ts";

type Edited = Asked & { policyId: string; revision: number; editorNote: string };

/** Makes a locked request what an edit says, as a new revision. Reviews of earlier revisions count no more. */
export async function writeEdit(tx: Tx, ctx: Context, requestId: string, edited: Edited): Promise<void> {
  await tx.accessRequest.update({
    where: { id: requestId },
    data: { ...edited, updatedAt: ctx.clock.now() },
    select: { id: true },
  });
  const { policyId: _, ...revision } = edited;
  await writeRevision(tx, ctx, { requestId, ...revision });
}

/** Keeps what a request is from now on, and who made it so. */
export async function writeRevision(
  tx: Tx,
  ctx: Context,
  revision: Asked & { requestId: string; revision: number; editorNote: string },
): Promise<void> {
  await tx.accessRequestRevision.create({
    data: {
      ...revision,
      editorId: ctx.actor?.kind === "user" ? ctx.actor.id : null,
      editorName: ctx.actor?.name ?? "",
      createdAt: ctx.clock.now(),
    },
    select: { requestId: true },
  });
}

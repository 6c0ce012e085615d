import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { actorIdOf, type Context } from "#server/context.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { isAppError } from "#server/errors.ts";

/** A change that somebody asked for: what it is called, and what came with it. */
export type AskedFor = { name: string; input: unknown };

const named = z.object({ organizationId: z.uuid().optional(), projectId: z.uuid().optional() });
/** Somebody who is refused again and again is recorded a few times, then once a minute. */
const pace = { intervalMs: 60_000, burst: 10 };

/** Whether one more refusal of whoever asks is to be recorded; nobody fills a log that is kept for ever. */
export async function mayRecordRefusal(ctx: Context): Promise<boolean> {
  const key = `audit:forbidden:${actorIdOf(ctx) ?? ctx.origin.ipAddress}`;
  return (await takeTurn(ctx.db, [{ key, ...pace }], ctx.clock.now())).allowed;
}

/**
 * Records that somebody known was refused a change for want of a permission, in the log of the organization that it was
 * about. Pages offer nobody what they may not do, so that such a refusal tells something. Never fails: the refusal
 * itself is the answer, whether or not it could be recorded.
 */
export async function recordForbidden(ctx: Context, error: unknown, asked: AskedFor): Promise<void> {
  const actorId = actorIdOf(ctx);
  if (!isAppError(error) || error.code !== "forbidden" || actorId === null) return;
  try {
    if (!(await mayRecordRefusal(ctx))) return;
    const place = await placeOf(ctx, asked.input);
    await ctx.db.$transaction((tx) =>
      recordAudit(tx, ctx, {
        ...place,
        action: "permission.refused",
        target: { kind: "procedure", id: asked.name, name: asked.name },
        after: { reason: error.message },
      }),
    );
  } catch (failure) {
    ctx.logger.error({ err: failure, requestId: ctx.origin.requestId }, "a refusal could not be recorded");
  }
}

async function placeOf(
  ctx: Context,
  input: unknown,
): Promise<{ organizationId: string | null; projectId?: string }> {
  const { organizationId, projectId } = named.safeParse(input).data ?? {};
  const where = { id: projectId ?? "" };
  const project = projectId
    ? await ctx.db.project.findUnique({ where, select: { organizationId: true } })
    : null;
  const organization = project?.organizationId ?? organizationId;
  // What was sent proves nothing: whoever is in no such organization writes nothing into its log.
  if (!organization || !(await isIn(ctx, organization))) return { organizationId: null };
  return { organizationId: organization, ...(project && projectId ? { projectId } : {}) };
}

async function isIn({ db, actor }: Context, organizationId: string): Promise<boolean> {
  if (actor?.kind === "identity") return actor.organizationId === organizationId;
  if (actor?.kind !== "user") return false;
  return (await db.organizationMember.count({ where: { organizationId, userId: actor.id } })) > 0;
}

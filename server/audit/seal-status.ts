import { type AuditScope, requireAuditScope } from "#server/audit/audit-filter.ts";
import { checkpointFileOf } from "#server/audit/checkpoint-file.ts";
import type { Context } from "#server/context.ts";

/** How far the instance's log is sealed, for the card above it. */
export async function sealStatus(ctx: Context, scope: AuditScope) {
  await requireAuditScope(ctx, scope);
  const [chain, checkpoint, unsealed] = await Promise.all([
    ctx.db.auditChain.findUnique({ where: { id: 1 }, select: { next: true, segment: true } }),
    ctx.db.auditCheckpoint.findFirst({
      orderBy: [{ segment: "desc" }, { number: "desc" }],
      select: { number: true, at: true, keyId: true },
    }),
    ctx.db.auditEntry.findFirst({
      where: { number: null },
      orderBy: { id: "asc" },
      select: { at: true },
    }),
  ]);
  return {
    /** Of the last sealed entry; 0 before the first. */
    sealedTo: chain ? Number(chain.next) - 1 : 0,
    segment: chain?.segment ?? 1,
    checkpoint: checkpoint && { ...checkpoint, number: Number(checkpoint.number) },
    /** When the oldest entry was made that is not sealed; null where all are. */
    waitingSince: unsealed?.at ?? null,
    now: ctx.clock.now(),
    /** Where this process keeps copies outside the database; told to instance admins only. */
    file: scope.organizationId === null ? checkpointFileOf(ctx.env.dataDir) : null,
  };
}

import { withoutSecrets } from "#server/audit/without-secrets.ts";
import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { actorIdOf, type Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";

/** One change or refusal that matters. `before` and `after` never hold secrets. */
export type AuditInput = {
  organizationId: string | null;
  projectId?: string;
  /** `noun.past-participle`, such as `slack.installed`. */
  action: string;
  target: { kind: string; id: string | null; name: string };
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
};

/**
 * Writes an audit entry in the transaction of the change. It is numbered and sealed after the commit, by the sequencer's
 * process (sealer.ts), so that entries never wait for one another here.
 */
export async function recordAudit(tx: Tx, ctx: Context, input: AuditInput): Promise<void> {
  const { actor, origin } = ctx;
  await tx.auditEntry.create({
    data: {
      id: newId(),
      organizationId: input.organizationId,
      projectId: input.projectId ?? null,
      at: ctx.clock.now(),
      actorKind: actor?.kind ?? "anonymous",
      actorId: actorIdOf(ctx),
      actorName: actor?.name ?? "",
      action: input.action,
      targetKind: input.target.kind,
      targetId: input.target.id,
      targetName: input.target.name,
      ...(input.before === undefined ? {} : { before: withoutSecrets(input.before) }),
      ...(input.after === undefined ? {} : { after: withoutSecrets(input.after) }),
      ipAddress: origin.ipAddress,
      userAgent: origin.userAgent.slice(0, 400),
      requestId: origin.requestId.slice(0, 200),
    },
    select: { id: true },
  });
}

import { z } from "zod";
import { requireInstance, requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { escapeLike } from "#server/db/escape-like.ts";
import type { Prisma } from "#server/db/generated/client.ts";

/** What entries can be narrowed by; every part is optional. */
export const auditFilter = z.object({
  /** A person's or a machine identity's id, or a kind of actor. */
  actor: z.union([z.uuid(), z.enum(["user", "identity", "system", "anonymous"])]).optional(),
  /** An action such as `slack.installed`, or a family of them such as `slack`. */
  action: z.string().max(100).optional(),
  projectId: z.uuid().optional(),
  /** Part of the target's or the actor's name; or an entry's, target's or request's id, an address, or a number. */
  text: z.string().trim().max(200).optional(),
  /** At this time or later … */
  from: z.iso.datetime().optional(),
  /** … and before this one. */
  to: z.iso.datetime().optional(),
});

export type AuditFilter = z.output<typeof auditFilter>;

/** Whose entries: an organization's, or with null those of the instance, which belong to none. */
export type AuditScope = { organizationId: string | null };

/** Refuses who may not read these entries. */
export async function requireAuditScope(ctx: Context, { organizationId }: AuditScope): Promise<void> {
  if (organizationId === null) requireInstance(ctx, "instance-audit:read");
  else await requireOrganization(ctx, organizationId, "audit:read");
}

/** The filter as a `where` within the scope. */
export function whereOfAudit(scope: AuditScope, filter: AuditFilter): Prisma.AuditEntryWhereInput {
  const { actor, action, projectId, text, from, to } = filter;
  return {
    organizationId: scope.organizationId,
    ...(actor ? actorWhere(actor) : {}),
    ...(action ? actionWhere(action) : {}),
    ...(projectId ? { projectId } : {}),
    ...(text ? { OR: textWhere(text) } : {}),
    ...(from || to ? { at: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) } } : {}),
  };
}

const isId = (text: string) => z.uuid().safeParse(text).success;

function actorWhere(actor: string): Prisma.AuditEntryWhereInput {
  return isId(actor) ? { actorId: actor } : { actorKind: actor };
}

function actionWhere(action: string): Prisma.AuditEntryWhereInput {
  return {
    action: action.includes(".") ? action : { startsWith: `${escapeLike(action)}.` },
  };
}

function textWhere(text: string): Prisma.AuditEntryWhereInput[] {
  const contains = escapeLike(text);
  return [
    { targetName: { contains, mode: "insensitive" } },
    { actorName: { contains, mode: "insensitive" } },
    { targetId: text },
    { requestId: text },
    { ipAddress: text },
    ...(isId(text) ? [{ id: text }] : []),
    ...(/^\d{1,18}$/.test(text) ? [{ number: BigInt(text) }] : []),
  ];
}

import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import type { EventRequest } from "#server/access-requests/request-events.ts";

/** Audits what happened to a request. `action` is a past participle, such as `created`. */
export async function auditRequest(
  tx: Tx,
  ctx: Context,
  project: { id: string; organizationId: string },
  request: EventRequest,
  entry: { action: string; before?: Prisma.InputJsonObject; after?: Prisma.InputJsonObject },
): Promise<void> {
  const { action, ...change } = entry;
  await recordAudit(tx, ctx, {
    organizationId: project.organizationId,
    projectId: project.id,
    action: `access-request.${action}`,
    target: { kind: "access-request", id: request.id, name: `${request.environment} ${request.secretPath}` },
    ...change,
  });
}

/** What was asked for, for before and after. */
export function auditedAsk(request: Omit<EventRequest, "id" | "projectId" | "requester">) {
  const { environment, secretPath, permissions, durationSeconds, note } = request;
  return { environment, secretPath, permissions: [...permissions], durationSeconds, note };
}

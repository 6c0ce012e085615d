import { z } from "zod";
import { auditFilter, type AuditScope, requireAuditScope, whereOfAudit } from "#server/audit/audit-filter.ts";
import { auditSelect, viewOfEntry } from "#server/audit/entry-view.ts";
import { exportFormats } from "#server/audit/export-format.ts";
import { projectNames } from "#server/audit/list-audit.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { newId } from "#server/ids.ts";

/** Without an organization, the instance's own entries. */
export const exportAuditInput = auditFilter.extend({
  organizationId: z.uuid().nullable(),
  format: z.enum(["ndjson", "csv"]),
});

/** A file on its way: it is read from the database as the client takes it. */
export type AuditExport = { filename: string; contentType: string; body: ReadableStream<Uint8Array> };

/**
 * Everything that a filter selects, oldest first, as of now, in batches. The export is itself recorded, before its
 * first line leaves.
 */
export async function exportAudit(
  ctx: Context,
  input: z.output<typeof exportAuditInput>,
  batch = 500,
): Promise<AuditExport> {
  await requireAuditScope(ctx, input);
  const { organizationId, format, projectId, ...filter } = input;
  const { extension, contentType, head, line } = exportFormats[format];
  const projects = await projectNames(ctx, input);
  // Ids grow with time: what comes after this one, the entry about the export first, is not in it.
  const until = newId();
  await ctx.db.$transaction(async (tx) => {
    await recordAudit(tx, ctx, {
      organizationId,
      action: "audit.exported",
      target: {
        kind: "audit-log",
        id: organizationId,
        name: organizationId === null ? "Instance audit log" : "Audit log",
      },
      after: { format, ...filter, ...(projectId ? { projectId } : {}) },
    });
  });
  const date = ctx.clock.now().toISOString().slice(0, 10);
  const encode = new TextEncoder();
  let after: string | null = null;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        if (head) controller.enqueue(encode.encode(head));
      },
      pull: async (controller) => {
        const rows = await readBatch(ctx, input, input, { after, until, batch });
        if (rows.length > 0) {
          const text = rows.map((row) => line(viewOfEntry(row, projects))).join("");
          controller.enqueue(encode.encode(text));
        }
        after = rows.at(-1)?.id ?? after;
        if (rows.length < batch) controller.close();
      },
    },
    // Nothing is read ahead of what the client took.
    { highWaterMark: 0 },
  );
  return { filename: `bellwire-audit-${date}.${extension}`, contentType, body };
}

function readBatch(
  ctx: Context,
  scope: AuditScope,
  filter: z.output<typeof auditFilter>,
  { after, until, batch }: { after: string | null; until: string; batch: number },
): Promise<Prisma.AuditEntryGetPayload<{ select: typeof auditSelect }>[]> {
  const page = { id: { lt: until, ...(after === null ? {} : { gt: after }) } };
  return ctx.db.auditEntry.findMany({
    where: { AND: [whereOfAudit(scope, filter), page] },
    orderBy: { id: "asc" },
    select: auditSelect,
    take: batch,
  });
}

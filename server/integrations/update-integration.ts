import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { aliasSchema, descriptionSchema, requireFreeAlias } from "#server/integrations/alias.ts";

export const updateIntegrationInput = z.object({
  organizationId: z.uuid(),
  integrationId: z.uuid(),
  alias: aliasSchema,
  description: descriptionSchema,
});

/** Renames an integration, or describes it anew. */
export async function updateIntegration(
  ctx: Context,
  input: z.output<typeof updateIntegrationInput>,
): Promise<void> {
  const { organizationId, integrationId, alias, description } = input;
  await ctx.db.$transaction(async (tx) => {
    await requireOrganization(ctx, organizationId, "integration:manage", tx);
    await tx.$queryRaw`select 1 from "Organization" where "id" = ${organizationId}::uuid for update`;
    const before = await tx.workflowIntegration.findFirst({
      where: { id: integrationId, organizationId },
      select: { alias: true, description: true },
    });
    if (!before) throw notFound("integration");
    await requireFreeAlias(tx, { organizationId, alias, exceptId: integrationId });
    await tx.workflowIntegration.update({
      where: { id: integrationId, organizationId },
      data: { alias, description, updatedAt: ctx.clock.now() },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId,
      action: "workflow-integration.updated",
      target: { kind: "workflow-integration", id: integrationId, name: alias },
      before,
      after: { alias, description },
    });
  });
}

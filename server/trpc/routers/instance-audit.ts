import { auditFilterOptions, listAudit, listInstanceAuditInput } from "#server/audit/list-audit.ts";
import { sealStatus } from "#server/audit/seal-status.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** What belongs to no organization. */
const organizationId = null;

/** The instance's own audit log: sign-ins, people, the Slack app, organizations and plans. */
export const instanceAuditRouter = router({
  list: procedure
    .meta({ permission: "instance-audit:read" })
    .input(listInstanceAuditInput)
    .query(({ ctx, input }) => listAudit(ctx, { ...input, organizationId })),
  filterOptions: procedure
    .meta({ permission: "instance-audit:read" })
    .query(({ ctx }) => auditFilterOptions(ctx, { organizationId })),
  sealStatus: procedure
    .meta({ permission: "instance-audit:read" })
    .query(({ ctx }) => sealStatus(ctx, { organizationId })),
});

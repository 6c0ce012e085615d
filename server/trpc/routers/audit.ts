import { auditFilterOptions, auditScopeInput, listAudit, listAuditInput } from "#server/audit/list-audit.ts";
import { sealStatus } from "#server/audit/seal-status.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** The audit log of an organization. */
export const auditRouter = router({
  list: procedure
    .meta({ permission: "audit:read" })
    .input(listAuditInput)
    .query(({ ctx, input }) => listAudit(ctx, input)),
  filterOptions: procedure
    .meta({ permission: "audit:read" })
    .input(auditScopeInput)
    .query(({ ctx, input }) => auditFilterOptions(ctx, input)),
  sealStatus: procedure
    .meta({ permission: "audit:read" })
    .input(auditScopeInput)
    .query(({ ctx, input }) => sealStatus(ctx, input)),
});

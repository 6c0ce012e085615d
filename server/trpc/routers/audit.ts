import {
  auditFilterOptions,
  auditFilterOptionsInput,
  listAudit,
  listAuditInput,
} from "#server/audit/list-audit.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** The audit log of an organization. */
export const auditRouter = router({
  list: procedure
    .meta({ permission: "audit:read" })
    .input(listAuditInput)
    .query(({ ctx, input }) => listAudit(ctx, input)),
  filterOptions: procedure
    .meta({ permission: "audit:read" })
    .input(auditFilterOptionsInput)
    .query(({ ctx, input }) => auditFilterOptions(ctx, input)),
});

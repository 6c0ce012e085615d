import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

export const auditInputs: InputsOf<"audit"> = {
  list: ({ organizationId }) => ({ organizationId }),
  filterOptions: ({ organizationId }) => ({ organizationId }),
  sealStatus: ({ organizationId }) => ({ organizationId }),
};

export const instanceAuditInputs: InputsOf<"instanceAudit"> = {
  list: () => ({}),
  filterOptions: () => undefined,
  sealStatus: () => undefined,
};

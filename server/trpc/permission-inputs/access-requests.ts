import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

const asked = {
  environment: "prod",
  secretPath: "/app/other",
  permissions: ["read" as const],
  durationSeconds: 3_600,
};

export const accessInputs: InputsOf<"access"> = {
  mine: ({ projectId }) => ({ projectId, environment: "prod", secretPath: "/app/**" }),
};

export const accessRequestInputs: InputsOf<"accessRequests"> = {
  list: ({ projectId }) => ({ projectId }),
  counts: ({ projectId }) => ({ projectId }),
  get: ({ projectId, requestId }) => ({ projectId, requestId }),
  options: ({ projectId }) => ({ projectId }),
  create: ({ projectId }) => ({ projectId, ...asked }),
  update: ({ projectId, requestId }) => ({ projectId, requestId, revision: 1, durationSeconds: 7_200 }),
  review: ({ projectId, requestId }) => ({ projectId, requestId, revision: 1, decision: "approve" }),
  cancel: ({ projectId, requestId }) => ({ projectId, requestId }),
  grants: ({ projectId }) => ({ projectId }),
  revokeGrant: ({ projectId, grantId }) => ({ projectId, grantId }),
};

/** Beyond the permission, the request itself says who may: its requester, its approvers, project admins. */
export const decidedByTheRequest = ["update", "review", "cancel", "revokeGrant"].map(
  (name) => `accessRequests.${name}`,
);

export const accessPolicyInputs: InputsOf<"accessPolicies"> = {
  list: ({ projectId }) => ({ projectId }),
  get: ({ projectId, policyId }) => ({ projectId, policyId }),
  candidates: ({ projectId }) => ({ projectId }),
  create: ({ projectId, projectMember }) => ({
    projectId,
    name: "Second",
    pathGlob: "/second/**",
    requiredApprovals: 1,
    approverIds: [projectMember.id],
  }),
  update: ({ projectId, policyId, projectMember }) => ({
    projectId,
    policyId,
    name: "Production",
    pathGlob: "/app/**",
    requiredApprovals: 1,
    approverIds: [projectMember.id],
  }),
  delete: ({ projectId, policyId }) => ({ projectId, policyId }),
};

import { createPolicy, createPolicyInput } from "#server/access-requests/create-policy.ts";
import { deletePolicy, deletePolicyInput } from "#server/access-requests/delete-policy.ts";
import {
  getPolicy,
  getPolicyInput,
  listCandidates,
  listCandidatesInput,
  listPolicies,
  listPoliciesInput,
} from "#server/access-requests/list-policies.ts";
import { updatePolicy, updatePolicyInput } from "#server/access-requests/update-policy.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Access approval policies: which paths need a grant, and who gives it. */
export const accessPoliciesRouter = router({
  list: procedure
    .meta({ permission: "access-policy:read" })
    .input(listPoliciesInput)
    .query(({ ctx, input }) => listPolicies(ctx, input)),
  get: procedure
    .meta({ permission: "access-policy:read" })
    .input(getPolicyInput)
    .query(({ ctx, input }) => getPolicy(ctx, input)),
  candidates: procedure
    .meta({ permission: "access-policy:manage" })
    .input(listCandidatesInput)
    .query(({ ctx, input }) => listCandidates(ctx, input)),
  create: procedure
    .meta({ permission: "access-policy:manage" })
    .input(createPolicyInput)
    .mutation(({ ctx, input }) => createPolicy(ctx, input)),
  update: procedure
    .meta({ permission: "access-policy:manage" })
    .input(updatePolicyInput)
    .mutation(({ ctx, input }) => updatePolicy(ctx, input)),
  delete: procedure
    .meta({ permission: "access-policy:manage" })
    .input(deletePolicyInput)
    .mutation(({ ctx, input }) => deletePolicy(ctx, input)),
});

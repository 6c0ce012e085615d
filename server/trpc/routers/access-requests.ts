import { activeGrants, activeGrantsInput } from "#server/access-requests/active-grants.ts";
import { cancelRequest, cancelRequestInput } from "#server/access-requests/cancel-request.ts";
import { createRequest, createRequestInput } from "#server/access-requests/create-request.ts";
import { getRequest, getRequestInput } from "#server/access-requests/get-request.ts";
import {
  countRequests,
  countRequestsInput,
  listRequests,
  listRequestsInput,
} from "#server/access-requests/list-requests.ts";
import { requestOptions, requestOptionsInput } from "#server/access-requests/request-options.ts";
import { reviewRequest, reviewRequestInput } from "#server/access-requests/review-request.ts";
import { revokeGrant, revokeGrantInput } from "#server/access-requests/revoke-grant.ts";
import { updateRequest, updateRequestInput } from "#server/access-requests/update-request.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Access requests and the grants that come of them. */
export const accessRequestsRouter = router({
  list: procedure
    .meta({ permission: "access-request:read" })
    .input(listRequestsInput)
    .query(({ ctx, input }) => listRequests(ctx, input)),
  counts: procedure
    .meta({ permission: "access-request:read" })
    .input(countRequestsInput)
    .query(({ ctx, input }) => countRequests(ctx, input)),
  get: procedure
    .meta({ permission: "access-request:read" })
    .input(getRequestInput)
    .query(({ ctx, input }) => getRequest(ctx, input)),
  options: procedure
    .meta({ permission: "access-request:create" })
    .input(requestOptionsInput)
    .query(({ ctx, input }) => requestOptions(ctx, input)),
  create: procedure
    .meta({ permission: "access-request:create" })
    .input(createRequestInput)
    .mutation(({ ctx, input }) => createRequest(ctx, input)),
  update: procedure
    .meta({ permission: "access-request:create" })
    .input(updateRequestInput)
    .mutation(({ ctx, input }) => updateRequest(ctx, input)),
  review: procedure
    .meta({ permission: "access-request:review" })
    .input(reviewRequestInput)
    .mutation(({ ctx, input }) => reviewRequest(ctx, input)),
  cancel: procedure
    .meta({ permission: "access-request:create" })
    .input(cancelRequestInput)
    .mutation(({ ctx, input }) => cancelRequest(ctx, input)),
  grants: procedure
    .meta({ permission: "access-request:read" })
    .input(activeGrantsInput)
    .query(({ ctx, input }) => activeGrants(ctx, input)),
  revokeGrant: procedure
    .meta({ permission: "access-request:read" })
    .input(revokeGrantInput)
    .mutation(({ ctx, input }) => revokeGrant(ctx, input)),
});

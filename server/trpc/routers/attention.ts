import {
  organizationAttention,
  organizationAttentionInput,
  organizationBadges,
  projectAttention,
  projectAttentionInput,
} from "#server/attention/list-attention.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** What must be mended, in a project and in an organization. */
export const attentionRouter = router({
  project: procedure
    .meta({ permission: "notification:read" })
    .input(projectAttentionInput)
    .query(({ ctx, input }) => projectAttention(ctx, input)),
  organization: procedure
    .meta({ permission: "organization:read" })
    .input(organizationAttentionInput)
    .query(({ ctx, input }) => organizationAttention(ctx, input)),
  organizationBadges: procedure
    .meta({ permission: "integration:read" })
    .input(organizationAttentionInput)
    .query(({ ctx, input }) => organizationBadges(ctx, input)),
});

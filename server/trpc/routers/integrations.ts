import { checkIntegration, checkIntegrationInput } from "#server/integrations/check-integration.ts";
import { connectWithToken, connectWithTokenInput } from "#server/integrations/connect-with-token.ts";
import {
  connectPendingInput,
  connectPendingWorkspace,
  forgetBroughtWorkspace,
  getPendingWorkspace,
  pendingWorkspaceInput,
} from "#server/integrations/decide-workspace.ts";
import { deleteIntegration, deleteIntegrationInput } from "#server/integrations/delete-integration.ts";
import { getIntegration, getIntegrationInput } from "#server/integrations/get-integration.ts";
import { listIntegrations, listIntegrationsInput } from "#server/integrations/list-integrations.ts";
import { replaceWorkspace, replaceWorkspaceInput } from "#server/integrations/replace-workspace.ts";
import { updateIntegration, updateIntegrationInput } from "#server/integrations/update-integration.ts";
import { getChannel, getChannelInput } from "#server/slack/channels/get-channel.ts";
import { refreshChannels, refreshChannelsInput } from "#server/slack/channels/refresh-channels.ts";
import { resolveChannel, resolveChannelInput } from "#server/slack/channels/resolve-channel.ts";
import { searchChannels, searchChannelsInput } from "#server/slack/channels/search-channels.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Connected workspaces of an organization, and their channels for a project's admins. Consent starts at /api/slack/oauth/start. */
export const integrationsRouter = router({
  list: procedure
    .meta({ permission: "integration:read" })
    .input(listIntegrationsInput)
    .query(({ ctx, input }) => listIntegrations(ctx, input)),
  get: procedure
    .meta({ permission: "integration:read" })
    .input(getIntegrationInput)
    .query(({ ctx, input }) => getIntegration(ctx, input)),
  connectWithToken: procedure
    .meta({ permission: "integration:connect" })
    .input(connectWithTokenInput)
    .mutation(({ ctx, input }) => connectWithToken(ctx, input)),
  pendingWorkspace: procedure
    .meta({ permission: "integration:connect" })
    .input(pendingWorkspaceInput)
    .query(({ ctx, input }) => getPendingWorkspace(ctx, input)),
  connectPending: procedure
    .meta({ permission: "integration:connect" })
    .input(connectPendingInput)
    .mutation(({ ctx, input }) => connectPendingWorkspace(ctx, input)),
  forgetPending: procedure
    .meta({ permission: "integration:connect" })
    .input(pendingWorkspaceInput)
    .mutation(({ ctx, input }) => forgetBroughtWorkspace(ctx, input)),
  replaceWorkspace: procedure
    .meta({ permission: "integration:manage" })
    .input(replaceWorkspaceInput)
    .mutation(({ ctx, input }) => replaceWorkspace(ctx, input)),
  check: procedure
    .meta({ permission: "integration:connect" })
    .input(checkIntegrationInput)
    .mutation(({ ctx, input }) => checkIntegration(ctx, input)),
  update: procedure
    .meta({ permission: "integration:manage" })
    .input(updateIntegrationInput)
    .mutation(({ ctx, input }) => updateIntegration(ctx, input)),
  delete: procedure
    .meta({ permission: "integration:manage" })
    .input(deleteIntegrationInput)
    .mutation(({ ctx, input }) => deleteIntegration(ctx, input)),
  channel: procedure
    .meta({ permission: "notification:manage" })
    .input(getChannelInput)
    .query(({ ctx, input }) => getChannel(ctx, input)),
  searchChannels: procedure
    .meta({ permission: "notification:manage" })
    .input(searchChannelsInput)
    .query(({ ctx, input }) => searchChannels(ctx, input)),
  refreshChannels: procedure
    .meta({ permission: "notification:manage" })
    .input(refreshChannelsInput)
    .mutation(({ ctx, input }) => refreshChannels(ctx, input)),
  resolveChannel: procedure
    .meta({ permission: "notification:manage" })
    .input(resolveChannelInput)
    .mutation(({ ctx, input }) => resolveChannel(ctx, input)),
});

import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

export const slackAppInputs: InputsOf<"slackApp"> = {
  availability: () => undefined,
  get: () => undefined,
  save: () => ({ clientId: "1.2", clientSecret: "0123456789abcdef0123456789abcdef" }),
  remove: () => undefined,
};

export const integrationInputs: InputsOf<"integrations"> = {
  list: ({ organizationId }) => ({ organizationId }),
  get: ({ organizationId, integrationId }) => ({ organizationId, integrationId }),
  connectWithToken: ({ organizationId }) => ({ organizationId, token: "xoxb-test", alias: "second" }),
  pendingWorkspace: ({ organizationId, integrationId }) => ({ organizationId, integrationId }),
  connectPending: ({ organizationId, integrationId }) => ({ organizationId, integrationId, alias: "other" }),
  forgetPending: ({ organizationId, integrationId }) => ({ organizationId, integrationId }),
  replaceWorkspace: ({ organizationId, integrationId }) => ({
    organizationId,
    integrationId,
    confirmName: "Globex",
  }),
  check: ({ organizationId, integrationId }) => ({ organizationId, integrationId }),
  update: ({ organizationId, integrationId }) => ({ organizationId, integrationId, alias: "renamed" }),
  delete: ({ organizationId, integrationId }) => ({ organizationId, integrationId }),
  channel: ({ projectId, integrationId }) => ({ projectId, integrationId, channelId: "C1" }),
  searchChannels: ({ projectId, integrationId }) => ({ projectId, integrationId }),
  refreshChannels: ({ projectId, integrationId }) => ({ projectId, integrationId }),
  resolveChannel: ({ projectId, integrationId }) => ({ projectId, integrationId, typed: "channel-c1" }),
};

import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

const eventType = "access-request:create";

export const notificationInputs: InputsOf<"notifications"> = {
  list: ({ projectId }) => ({ projectId }),
  get: ({ projectId, destinationId }) => ({ projectId, destinationId }),
  matrix: ({ projectId }) => ({ projectId }),
  eventTypes: ({ projectId }) => ({ projectId }),
  backtest: ({ projectId }) => ({ projectId, eventTypes: ["*"] }),
  preview: ({ projectId, destinationId }) => ({ projectId, destinationId, eventType }),
  integrations: ({ projectId }) => ({ projectId }),
  addSlackChannels: ({ projectId, integrationId }) => ({
    projectId,
    integrationId,
    selections: [{ eventTypes: [eventType], channelIds: ["C2"] }],
  }),
  addSlackWebhook: ({ projectId }) => ({
    projectId,
    name: "Ops room",
    webhookUrl: `https://hooks.slack.com/services/T0001/B0001/${"a".repeat(24)}`,
    eventTypes: [eventType],
  }),
  changeWebhook: ({ projectId, webhookId }) => ({ projectId, destinationId: webhookId, name: "Ops" }),
  setCell: ({ projectId, destinationId }) => ({
    projectId,
    destinationId,
    eventTypes: [eventType],
    on: true,
  }),
  createSubscription: ({ projectId, destinationId }) => ({
    projectId,
    destinationId,
    eventTypes: [eventType],
    pathGlob: "/a",
  }),
  updateSubscription: ({ projectId, subscriptionId }) => ({ projectId, subscriptionId, enabled: true }),
  deleteSubscription: ({ projectId, subscriptionId }) => ({ projectId, subscriptionId }),
  setEnabled: ({ projectId, destinationId }) => ({ projectId, destinationId, enabled: true }),
  mute: ({ projectId, destinationId }) => ({
    projectId,
    destinationId,
    until: new Date(Date.now() + 3_600_000),
  }),
  unmute: ({ projectId, destinationId }) => ({ projectId, destinationId }),
  setQuietHours: ({ projectId, destinationId }) => ({ projectId, destinationId, quietHours: null }),
  changeChannel: ({ projectId, destinationId, integrationId }) => ({
    projectId,
    destinationId,
    integrationId,
    channelId: "C1",
  }),
  setFallback: ({ projectId, destinationId }) => ({ projectId, destinationId }),
  remove: ({ projectId, destinationId }) => ({ projectId, destinationId }),
  sendTest: ({ projectId, destinationId }) => ({ projectId, destinationId, eventType }),
};

export const deliveryInputs: InputsOf<"deliveries"> = {
  list: ({ projectId }) => ({ projectId }),
  counts: ({ projectId }) => ({ projectId }),
  filterOptions: ({ projectId }) => ({ projectId }),
  get: ({ projectId, deliveryId }) => ({ projectId, deliveryId }),
  redeliverMatching: ({ projectId }) => ({ projectId }),
  redeliver: ({ projectId, deliveryId }) => ({ projectId, deliveryId, redeliveries: 0 }),
};

export const eventInputs: InputsOf<"events"> = {
  list: ({ projectId }) => ({ projectId }),
  get: ({ projectId, eventId }) => ({ projectId, eventId }),
  setAside: ({ projectId }) => ({ projectId }),
};

export const overviewInputs: InputsOf<"overview"> = {
  get: ({ projectId }) => ({ projectId }),
  badges: ({ projectId }) => ({ projectId }),
};

import { changeChannel, changeChannelInput } from "#server/destinations/change-channel-of-destination.ts";
import { deleteDestination, deleteDestinationInput } from "#server/destinations/delete-destination.ts";
import {
  setDestinationEnabled,
  setDestinationEnabledInput,
} from "#server/destinations/enable-destination.ts";
import {
  getDestination,
  getDestinationInput,
  listDestinations,
  listDestinationsInput,
} from "#server/destinations/list-destinations.ts";
import {
  listProjectIntegrations,
  listProjectIntegrationsInput,
} from "#server/destinations/list-project-integrations.ts";
import {
  muteDestination,
  muteDestinationInput,
  unmuteDestination,
  unmuteDestinationInput,
} from "#server/destinations/mute-destination.ts";
import { previewMessage, previewMessageInput } from "#server/destinations/preview-message.ts";
import { setFallback, setFallbackInput } from "#server/destinations/set-fallback.ts";
import { addSlackWebhook, addSlackWebhookInput } from "#server/destinations/slack-webhook/add-webhook.ts";
import { changeWebhook, changeWebhookInput } from "#server/destinations/slack-webhook/change-webhook.ts";
import { sendTest, sendTestInput } from "#server/destinations/send-test.ts";
import { setQuietHours, setQuietHoursInput } from "#server/destinations/set-quiet-hours.ts";
import { addSlackChannels, addSlackChannelsInput } from "#server/subscriptions/add-slack-channels.ts";
import { backtestInput, backtestSubscription } from "#server/subscriptions/backtest-subscription.ts";
import { createSubscription, createSubscriptionInput } from "#server/subscriptions/create-subscription.ts";
import { deleteSubscription, deleteSubscriptionInput } from "#server/subscriptions/delete-subscription.ts";
import { getMatrix, getMatrixInput } from "#server/subscriptions/get-matrix.ts";
import { listEventTypes, listEventTypesInput } from "#server/subscriptions/list-event-types.ts";
import { setCell, setCellInput } from "#server/subscriptions/set-cell.ts";
import { updateSubscription, updateSubscriptionInput } from "#server/subscriptions/update-subscription.ts";
import { procedure, router } from "#server/trpc/init.ts";

const reading = procedure.meta({ permission: "notification:read" });
const managing = procedure.meta({ permission: "notification:manage" });

/** Destinations and subscriptions of a project. */
export const notificationsRouter = router({
  list: reading.input(listDestinationsInput).query(({ ctx, input }) => listDestinations(ctx, input)),
  get: reading.input(getDestinationInput).query(({ ctx, input }) => getDestination(ctx, input)),
  matrix: reading.input(getMatrixInput).query(({ ctx, input }) => getMatrix(ctx, input)),
  eventTypes: reading.input(listEventTypesInput).query(({ ctx, input }) => listEventTypes(ctx, input)),
  backtest: reading.input(backtestInput).query(({ ctx, input }) => backtestSubscription(ctx, input)),
  preview: reading.input(previewMessageInput).query(({ ctx, input }) => previewMessage(ctx, input)),
  integrations: managing
    .input(listProjectIntegrationsInput)
    .query(({ ctx, input }) => listProjectIntegrations(ctx, input)),
  addSlackChannels: managing
    .input(addSlackChannelsInput)
    .mutation(({ ctx, input }) => addSlackChannels(ctx, input)),
  addSlackWebhook: managing
    .input(addSlackWebhookInput)
    .mutation(({ ctx, input }) => addSlackWebhook(ctx, input)),
  changeWebhook: managing.input(changeWebhookInput).mutation(({ ctx, input }) => changeWebhook(ctx, input)),
  setCell: managing.input(setCellInput).mutation(({ ctx, input }) => setCell(ctx, input)),
  createSubscription: managing
    .input(createSubscriptionInput)
    .mutation(({ ctx, input }) => createSubscription(ctx, input)),
  updateSubscription: managing
    .input(updateSubscriptionInput)
    .mutation(({ ctx, input }) => updateSubscription(ctx, input)),
  deleteSubscription: managing
    .input(deleteSubscriptionInput)
    .mutation(({ ctx, input }) => deleteSubscription(ctx, input)),
  setEnabled: managing
    .input(setDestinationEnabledInput)
    .mutation(({ ctx, input }) => setDestinationEnabled(ctx, input)),
  mute: managing.input(muteDestinationInput).mutation(({ ctx, input }) => muteDestination(ctx, input)),
  unmute: managing.input(unmuteDestinationInput).mutation(({ ctx, input }) => unmuteDestination(ctx, input)),
  setQuietHours: managing.input(setQuietHoursInput).mutation(({ ctx, input }) => setQuietHours(ctx, input)),
  changeChannel: managing.input(changeChannelInput).mutation(({ ctx, input }) => changeChannel(ctx, input)),
  setFallback: managing.input(setFallbackInput).mutation(({ ctx, input }) => setFallback(ctx, input)),
  remove: managing.input(deleteDestinationInput).mutation(({ ctx, input }) => deleteDestination(ctx, input)),
  sendTest: managing.input(sendTestInput).mutation(({ ctx, input }) => sendTest(ctx, input)),
});

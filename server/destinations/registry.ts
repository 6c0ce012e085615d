import type { DestinationKind } from "#server/db/generated/client.ts";
import type { DestinationKindModule } from "#server/destinations/destination-kind.ts";
import { slackApp } from "#server/destinations/slack-app/slack-app.ts";

/** Every kind of destination, one line each. */
export const destinationKinds = {
  slack_app: slackApp,
} satisfies Record<DestinationKind, DestinationKindModule>;

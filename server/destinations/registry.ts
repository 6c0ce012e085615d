import type { Entitlement } from "#server/authz/entitlements.ts";
import type { DestinationKind } from "#server/db/generated/client.ts";
import type { DestinationKindModule } from "#server/destinations/destination-kind.ts";
import { slackApp } from "#server/destinations/slack-app/slack-app.ts";
import { slackWebhook } from "#server/destinations/slack-webhook/slack-webhook.ts";

/** Every kind of destination, one line each. */
export const destinationKinds = {
  slack_app: slackApp,
  slack_webhook: slackWebhook,
} satisfies Record<DestinationKind, DestinationKindModule>;

const kinds = ["slack_app", "slack_webhook"] as const satisfies DestinationKind[];

/** The kinds whose destinations rest while the plan does not include something. */
export function kindsThatNeed(entitlement: Entitlement): DestinationKind[] {
  return kinds.filter((kind) => destinationKinds[kind].entitlement === entitlement);
}

import type { Entitlement } from "#server/authz/entitlements.ts";
import type { DestinationKind, Prisma } from "#server/db/generated/client.ts";
import type { DestinationKindModule } from "#server/destinations/destination-kind.ts";
import { slackApp } from "#server/destinations/slack-app/slack-app.ts";
import { slackWebhook } from "#server/destinations/slack-webhook/slack-webhook.ts";

/** Every kind of destination, one line each. */
export const destinationKinds = {
  slack_app: slackApp,
  slack_webhook: slackWebhook,
} satisfies Record<DestinationKind, DestinationKindModule>;

const kinds = ["slack_app", "slack_webhook"] as const satisfies DestinationKind[];

/** Destinations that may be unable to take anything: marked ones, and those that their kind may block. */
export const troubledAmong: Prisma.DestinationWhereInput = {
  OR: [
    { brokenCode: { not: null } },
    { integration: { brokenCode: { not: null } } },
    ...kinds.flatMap((kind): Prisma.DestinationWhereInput[] => {
      const among = destinationKinds[kind].blockedAmong;
      return among ? [{ kind, ...among }] : [];
    }),
  ],
};

/** The kinds whose destinations rest while the plan does not include something. */
export function kindsThatNeed(entitlement: Entitlement): DestinationKind[] {
  return kinds.filter((kind) => destinationKinds[kind].entitlement === entitlement);
}

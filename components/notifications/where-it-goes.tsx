import type { ReactNode } from "react";
import { ChangeChannelDialog } from "#components/notifications/change-channel-dialog.tsx";
import { ReplaceWebhookDialog } from "#components/notifications/replace-webhook-dialog.tsx";
import type { Destination } from "#components/notifications/types.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";

interface WhereItGoesProps {
  projectId: string;
  destination: Destination;
}

/** By how a kind is pointed elsewhere; kinds that are not have no such card. */
const changes: Partial<Record<Destination["readdress"], (props: WhereItGoesProps) => ReactNode>> = {
  "choose-channel": (props) => (
    <ChangeChannelDialog {...props} trigger={<Button>Choose another channel</Button>} />
  ),
  "replace-webhook": (props) => (
    <ReplaceWebhookDialog {...props} trigger={<Button>Change the webhook</Button>} />
  ),
};

/** Where messages go now, and the way to let them go elsewhere. */
export function WhereItGoes(props: WhereItGoesProps) {
  const change = changes[props.destination.readdress];
  if (!change) return null;
  return (
    <Card title="Where it goes">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="min-w-0 flex-1 basis-60 text-muted">
          {props.destination.place.sentence} What waits goes along, in order.
        </p>
        {change(props)}
      </div>
    </Card>
  );
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { refusalOf } from "#components/trpc/refusal.ts";
import { SubscriptionSummary } from "#components/deliveries/subscription-summary.tsx";
import { SubscriptionSheet } from "#components/notifications/subscription-sheet.tsx";
import type { Destination, Subscription } from "#components/notifications/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastError, toastSuccess } from "#components/ui/toaster.tsx";

interface SubscriptionListProps {
  projectId: string;
  destination: Destination;
  mayManage: boolean;
}

/** The subscriptions of a destination, with add, edit, remove and a switch for each. */
export function SubscriptionList({ projectId, destination, mayManage }: SubscriptionListProps) {
  const [editing, setEditing] = useState<Subscription | "new">();
  const { subscriptions } = destination;
  const add = mayManage ? (
    <Button size="sm" onClick={() => setEditing("new")}>
      <Plus aria-hidden />
      Add subscription
    </Button>
  ) : undefined;
  return (
    <Card
      id="subscriptions"
      flush
      title="Subscriptions"
      description="Which events come here. An event that several of them want comes once."
      actions={subscriptions.length > 0 ? add : undefined}
    >
      {subscriptions.length === 0 ? (
        <EmptyState
          bare
          title="No event comes here"
          why="A subscription says which events come here, and from which environments and paths."
          action={add}
        />
      ) : (
        <ul className="divide-y divide-line">
          {subscriptions.map((subscription) => (
            <li
              key={subscription.id}
              className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-3"
            >
              <div className="min-w-0 flex-1 basis-60">
                <SubscriptionSummary subscription={subscription} />
                <NotJudged subscription={subscription} />
              </div>
              {mayManage ? (
                <Actions
                  projectId={projectId}
                  subscription={subscription}
                  onEdit={() => setEditing(subscription)}
                />
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <SubscriptionSheet
        projectId={projectId}
        destination={destination}
        editing={editing}
        onClose={() => setEditing(undefined)}
      />
    </Card>
  );
}

/** Says of a subscription that events could not be held against it, since when, and what mends it. */
function NotJudged({ subscription: { matchError, matchFailedAt } }: { subscription: Subscription }) {
  if (matchError === null || matchFailedAt === null) return null;
  return (
    <p className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <StatusBadge tone="danger">Cannot be judged</StatusBadge>
      <span className="min-w-0 break-words text-muted">
        Since <RelativeTime date={matchFailedAt} /> no event could be held against it ({matchError}). Edit and
        save it to mend it.
      </span>
    </p>
  );
}

interface ActionsProps {
  projectId: string;
  subscription: Subscription;
  onEdit: () => void;
}

function Actions({ projectId, subscription, onEdit }: ActionsProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: trpc.notifications.pathKey() });
  const update = useMutation(trpc.notifications.updateSubscription.mutationOptions());
  const remove = useMutation(trpc.notifications.deleteSubscription.mutationOptions());
  const place = { projectId, subscriptionId: subscription.id };
  const told = (count: number) =>
    count === 0
      ? ""
      : count === 1
        ? " 1 waiting message was cancelled."
        : ` ${count} waiting messages were cancelled.`;

  const switchTo = async (enabled: boolean) => {
    try {
      const { cancelled } = await update.mutateAsync({ ...place, enabled });
      if (!enabled) toastSuccess(`The subscription is switched off.${told(cancelled)}`);
    } catch (error) {
      toastError(refusalOf(error).message);
    }
    await refresh();
  };
  return (
    <div className="flex items-center gap-2">
      <Switch
        aria-label="Enabled"
        checked={subscription.enabled}
        disabled={update.isPending}
        onChange={switchTo}
      />
      <IconButton label="Edit subscription" onClick={onEdit}>
        <Pencil aria-hidden />
      </IconButton>
      <ConfirmDialog
        trigger={
          <IconButton label="Remove subscription">
            <Trash2 aria-hidden />
          </IconButton>
        }
        title="Remove this subscription?"
        consequence="Its events come here no more, and messages that wait only because of it are cancelled."
        confirmLabel="Remove subscription"
        onConfirm={async () => {
          const { cancelled } = await remove.mutateAsync(place);
          await refresh();
          toastSuccess(`The subscription is removed.${told(cancelled)}`);
        }}
      />
    </div>
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { type Refusal, refusalOf } from "#components/trpc/refusal.ts";
import { Backtest } from "#components/notifications/backtest.tsx";
import { EventTypeField } from "#components/notifications/event-type-field.tsx";
import { type FilterDraft, FilterFields } from "#components/notifications/filter-fields.tsx";
import type { Destination, Environments, Families, Subscription } from "#components/notifications/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import { Sheet, useUnsavedChanges } from "#components/ui/sheet.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface SubscriptionSheetProps {
  projectId: string;
  destination: Destination;
  /** What is edited; undefined while the sheet is closed. */
  editing: Subscription | "new" | undefined;
  onClose: () => void;
}

/** Adds or edits a subscription at the side of its destination's page. */
export function SubscriptionSheet({ projectId, destination, editing, onClose }: SubscriptionSheetProps) {
  const trpc = useTRPC();
  const formId = useId();
  const [saving, setSaving] = useState(false);
  const types = useQuery(
    trpc.notifications.eventTypes.queryOptions({ projectId }, { enabled: editing !== undefined }),
  );
  return (
    <Sheet
      open={editing !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={editing === "new" ? "Add subscription" : "Edit subscription"}
      description={`Which events come to ${destination.name}. Counts from the next event on.`}
      footer={
        <>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={formId} variant="primary" pending={saving} disabled={!types.data}>
            Save
          </Button>
        </>
      }
    >
      {types.isError ? (
        <LoadFailure error={types.error} onRetry={() => types.refetch()} pending={types.isFetching} />
      ) : types.data && editing ? (
        <SubscriptionForm
          key={editing === "new" ? "new" : editing.id}
          id={formId}
          projectId={projectId}
          destinationId={destination.id}
          subscription={editing === "new" ? null : editing}
          families={types.data.families}
          environments={types.data.environments}
          onSaving={setSaving}
          onSaved={onClose}
        />
      ) : (
        <FormSkeleton fields={3} />
      )}
    </Sheet>
  );
}

interface SubscriptionFormProps {
  id: string;
  projectId: string;
  destinationId: string;
  subscription: Subscription | null;
  families: Families;
  environments: Environments;
  onSaving: (saving: boolean) => void;
  onSaved: () => void;
}

function SubscriptionForm(props: SubscriptionFormProps) {
  const { projectId, destinationId, subscription, onSaving, onSaved } = props;
  const trpc = useTRPC();
  const client = useQueryClient();
  const create = useMutation(trpc.notifications.createSubscription.mutationOptions());
  const update = useMutation(trpc.notifications.updateSubscription.mutationOptions());
  const [eventTypes, setEventTypes] = useState<string[]>(subscription?.eventTypes ?? []);
  const [filter, setFilter] = useState<FilterDraft>({
    environments: subscription?.environments ?? [],
    pathGlob: subscription?.pathGlob ?? "",
  });
  const [opened] = useState({ eventTypes, filter });
  const same = (one: readonly string[], other: readonly string[]) =>
    one.length === other.length && one.every((value) => other.includes(value));
  useUnsavedChanges(
    !same(eventTypes, opened.eventTypes) ||
      !same(filter.environments, opened.filter.environments) ||
      filter.pathGlob !== opened.filter.pathGlob,
  );
  const [refusal, setRefusal] = useState<Refusal>();
  const at = (field: string) => (refusal?.field?.split(".")[0] === field ? refusal.message : undefined);
  const shown = at("eventTypes") ?? at("environments") ?? at("pathGlob");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setRefusal(undefined);
    onSaving(true);
    const { environments } = filter;
    const values = { eventTypes, environments, pathGlob: filter.pathGlob.trim() || null };
    try {
      if (subscription) await update.mutateAsync({ projectId, subscriptionId: subscription.id, ...values });
      else await create.mutateAsync({ projectId, destinationId, ...values });
      await client.invalidateQueries({ queryKey: trpc.notifications.pathKey() });
      toastSuccess(subscription ? "The subscription is saved." : "The subscription is added.");
      onSaved();
    } catch (error) {
      setRefusal(refusalOf(error));
    } finally {
      onSaving(false);
    }
  };

  return (
    <form id={props.id} method="post" noValidate onSubmit={submit} className="flex flex-col gap-5">
      <EventTypeField
        families={props.families}
        value={eventTypes}
        onChange={setEventTypes}
        error={at("eventTypes")}
      />
      <FilterFields
        value={filter}
        onChange={setFilter}
        environments={props.environments}
        errors={{ environments: at("environments"), pathGlob: at("pathGlob") }}
      />
      <Backtest
        projectId={projectId}
        draft={{ eventTypes, environments: filter.environments, pathGlob: filter.pathGlob.trim() || null }}
      />
      {refusal && !shown ? (
        <Callout tone="danger" live>
          {refusal.message}
        </Callout>
      ) : null}
    </form>
  );
}

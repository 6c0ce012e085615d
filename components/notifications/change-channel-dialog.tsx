"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ChannelPicker } from "#components/channel-picker/channel-picker.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useMended } from "#components/attention/use-mended.ts";
import { refusalOf } from "#components/trpc/refusal.ts";
import type { Destination } from "#components/notifications/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface ChangeChannelDialogProps {
  projectId: string;
  destination: Pick<Destination, "id" | "name"> & { integration: { id: string } | null; waiting?: number };
  trigger: ReactNode;
}

/** Points a destination at another channel, also of another integration; what waits goes there. */
export function ChangeChannelDialog({ projectId, destination, trigger }: ChangeChannelDialogProps) {
  const trpc = useTRPC();
  const refresh = useMended();
  const { waiting = 0 } = destination;
  const [open, setOpen] = useState(false);
  const [chosenIntegration, setIntegrationId] = useState<string>();
  const [channelId, setChannelId] = useState<string>();
  const setup = useQuery(trpc.notifications.integrations.queryOptions({ projectId }, { enabled: open }));
  const change = useMutation(trpc.notifications.changeChannel.mutationOptions());
  const integrationId =
    chosenIntegration ?? destination.integration?.id ?? setup.data?.integrations[0]?.id ?? "";

  const save = async () => {
    if (!channelId) return;
    const changed = await change.mutateAsync({
      projectId,
      destinationId: destination.id,
      integrationId,
      channelId,
    });
    await refresh();
    toastSuccess(`Events go to ${changed.name} from now on.`);
    setOpen(false);
  };

  return (
    <Dialog
      trigger={trigger}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setChannelId(undefined);
        change.reset();
      }}
      title="Choose another channel"
      description={
        waiting > 0
          ? `The ${waiting === 1 ? "message that waits goes" : `${waiting} messages that wait go`} there too, in order.`
          : `Instead of ${destination.name}. Its subscriptions stay.`
      }
      footer={
        <>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <Button
            variant="primary"
            disabled={!channelId}
            pending={change.isPending}
            // The refusal is shown at the field.
            onClick={() => save().catch(() => {})}
          >
            Save
          </Button>
        </>
      }
    >
      {setup.isError ? (
        <LoadFailure error={setup.error} onRetry={() => setup.refetch()} pending={setup.isFetching} />
      ) : setup.data ? (
        <div className="flex flex-col gap-5">
          <Field label="Slack integration">
            <Select
              value={integrationId}
              onChange={(id) => {
                setIntegrationId(id);
                setChannelId(undefined);
              }}
              options={setup.data.integrations.map(({ id, alias, teamName }) => ({
                value: id,
                label: alias,
                description: teamName,
              }))}
            />
          </Field>
          {integrationId ? (
            <Field label="Channel" error={change.error ? refusalOf(change.error).message : undefined}>
              <ChannelPicker
                projectId={projectId}
                integrationId={integrationId}
                single
                value={channelId ? [channelId] : []}
                onChange={([id]) => setChannelId(id)}
              />
            </Field>
          ) : null}
        </div>
      ) : (
        <FormSkeleton fields={2} />
      )}
    </Dialog>
  );
}
